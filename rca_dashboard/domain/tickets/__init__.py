"""A ticket, its changes, and how its fields are shown."""
