"""From the change feed to rooms: which views are open, what they show, and what is sent to each room."""
