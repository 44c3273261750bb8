"""Client of ServiceNow's Table API: request, page and parse. Independent of schedules and the database."""
