"""Checks of an instance before it is trusted: credentials, tables, query, clock and time zone."""
