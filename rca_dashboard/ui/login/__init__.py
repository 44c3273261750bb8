"""The login at ``/login``: the one page that nobody has to be known for."""
