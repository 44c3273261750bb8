"""The charts over REST."""
