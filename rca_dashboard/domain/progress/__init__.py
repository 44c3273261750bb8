"""How far polling, import and reconcile have come, as values."""
