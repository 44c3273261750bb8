"""When ServiceNow is asked, and how far each table has been read. Begin with ``cycle.py``: one poll of one table."""
