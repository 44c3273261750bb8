"""Tickets, their changes, and how their fields are shown."""
