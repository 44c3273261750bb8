"""What travels between the rooms: frozen dataclasses and pure rules. No input, no output, no Reflex."""
