"""The current user's notifications at ``/notifications``."""
