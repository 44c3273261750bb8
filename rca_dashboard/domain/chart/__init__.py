"""Charts: their marks, the periods of time they count in, and how long tickets take."""
