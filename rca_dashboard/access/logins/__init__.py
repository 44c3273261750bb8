"""Accounts, passwords and login sessions: created, checked at each use, and ended everywhere within seconds."""
