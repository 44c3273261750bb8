"""Domain model: frozen dataclasses and pure rules. No I/O, no Reflex."""
