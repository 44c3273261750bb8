"""What the insight keeps: terms of tickets, clusters and bursts."""
