"""From the change feed to rooms: which views are open, what they show, and what each room is sent."""
