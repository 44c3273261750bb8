"""Rules for notifications: which changes notify which users, and in which words."""
