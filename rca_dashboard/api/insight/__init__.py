"""The routes of the insight: similar tickets, clusters and bursts."""
