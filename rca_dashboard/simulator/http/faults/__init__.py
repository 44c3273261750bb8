"""Fault injection: what goes wrong, for which requests, how often and when."""
