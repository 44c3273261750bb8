"""A ServiceNow to try the dashboard on: the Table API over real HTTP, and a desk that lives behind it.

It stands for a stranger's server: it imports nothing of the dashboard, and only demo mode and tests import it.
"""
