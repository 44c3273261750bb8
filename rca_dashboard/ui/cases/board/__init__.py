"""The board and the list of cases at ``/cases``."""
