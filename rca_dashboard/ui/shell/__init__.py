"""The frame around every page: connection, polling, notices, theme."""
