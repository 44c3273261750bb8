"""The accounts page for admins at ``/accounts``."""
