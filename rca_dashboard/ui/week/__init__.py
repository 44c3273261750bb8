"""The week at ``/insight/week``: what came back, what is overdue, costly or new, to read, to print and to copy."""
