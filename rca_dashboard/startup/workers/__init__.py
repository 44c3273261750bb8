"""The work that only the leading worker does, how a worker follows the others, and what it hands on to them."""
