"""One's own notifications at ``/notifications``."""
