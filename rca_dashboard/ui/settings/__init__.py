"""One's own page at ``/settings``: password and logins."""
