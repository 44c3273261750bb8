"""When ServiceNow is read, and how far. Start with ``polling/cycle.py``: one poll of one table."""
