"""The work that only the leading worker does, and how a worker follows the others."""
