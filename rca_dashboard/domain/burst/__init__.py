"""Bursts: more tickets about one thing than this hour of the week usually brings, and how seldom chance does that."""
