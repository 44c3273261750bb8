"""The operations page and the push metrics, read once for all admins who have the page open."""
