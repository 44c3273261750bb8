"""Accounts, passwords and login sessions: created, checked on each use, and ended everywhere within seconds."""
