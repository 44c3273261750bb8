"""One ticket: a page of its own, and a panel beside the list."""
