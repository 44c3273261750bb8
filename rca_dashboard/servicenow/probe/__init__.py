"""Startup checks of an instance: credentials, tables, query, clock and time zone."""
