"""Progress of polling, import and reconcile."""
