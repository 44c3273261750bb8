"""The wall at ``/wall``: a screen for the whole desk, with nothing to click and a link of its own."""
