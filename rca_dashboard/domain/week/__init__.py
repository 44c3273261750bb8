"""The weekly page: what came back, what is overdue, what is costly or new, and what became of bursts."""
