"""Several workers: which one leads and reads ServiceNow, what the others order there, and how they wake one another."""
