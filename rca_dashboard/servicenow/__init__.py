"""ServiceNow's Table API: ask, page and parse. Knows nothing of schedules or of the database."""
