"""ServiceNow's encoded queries: parsed and evaluated."""
