"""A simulated ServiceNow: the Table API over real HTTP, with a service desk at work behind it.

It stands for an external server: it imports nothing of the dashboard, and only demo mode and tests import it.
"""
