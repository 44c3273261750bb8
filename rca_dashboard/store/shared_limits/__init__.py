"""Limits that hold across workers: attempts to log in, and signed requests that are accepted once."""
