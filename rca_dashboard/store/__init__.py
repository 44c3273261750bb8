"""Tickets and the feed of their changes in SQLite or PostgreSQL. Synchronous: call it from worker threads."""
