"""Similar tickets: a section that the ticket page and the panel place, loaded when a ticket opens."""
