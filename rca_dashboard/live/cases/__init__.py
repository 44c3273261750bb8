"""Open cases: one immutable page for each, and the board, read once for all browsers that show them."""
