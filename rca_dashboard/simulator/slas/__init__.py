"""Service levels of the instance: their definitions, and the clock that attaches, pauses and breaches them."""
