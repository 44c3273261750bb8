"""Polling: rounds on a schedule, one cycle per table. Start with ``cycle.py``: one poll of one table."""
