"""The figures of charts, read from the database: each mark counts exactly the tickets that its list shows."""
