"""The states that the push fills. Pages read them; none belongs to one page alone."""
