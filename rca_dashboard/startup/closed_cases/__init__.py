"""The closed cases of the demo: what they say, and how they are written into an empty database."""
