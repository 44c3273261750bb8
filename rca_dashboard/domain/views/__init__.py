"""Views of the ticket list: filter, sort, page, and what a change does to them."""
