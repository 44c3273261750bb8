"""The routes of polling, import, reconcile, the audit log and the webhook."""
