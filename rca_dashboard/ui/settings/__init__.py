"""The settings page at ``/settings``: notifications, password and sessions."""
