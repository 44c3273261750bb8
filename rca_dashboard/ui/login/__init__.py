"""The login page at ``/login``, the only page that needs no login."""
