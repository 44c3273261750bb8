"""Views of the ticket list: filter, sort, page, and how changes affect them."""
