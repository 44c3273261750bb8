"""Did the fix hold: by which tickets it is seen that an incident comes back, and whether they are fewer than before."""
