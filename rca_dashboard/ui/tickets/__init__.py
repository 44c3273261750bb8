"""The dashboard: cards, list, pages, order, filters."""
