"""The operations page and the metrics of the push, read once for all admins who look."""
