"""Which changes people are notified of, and in which words."""
