"""Faults on command: what goes wrong, for which requests, how often and when."""
