"""What the tickets come from: changes that break something, what recurs, and fixes that hold or do not."""
