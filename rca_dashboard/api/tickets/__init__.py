"""The routes of tickets: lists, one ticket, its history, exports and the change feed."""
