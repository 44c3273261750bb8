"""Polling: rounds on a schedule, one cycle for each table. Begin with ``cycle.py``: one poll of one table."""
