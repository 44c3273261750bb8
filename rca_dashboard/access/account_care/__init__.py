"""What keeps accounts safe: links that set a password, second factors, and sessions that admins see and end."""
