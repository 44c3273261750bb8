"""The operations page for admins at ``/operations``: what the app does with ServiceNow, and how to steer it."""
