"""Tickets: compared, upserted, marked as deleted, and read one by one with their history."""
