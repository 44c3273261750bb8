"""Data of one user: preferences, marks and notifications."""
