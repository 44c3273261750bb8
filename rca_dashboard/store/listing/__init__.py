"""Lists of tickets: filters, orders, searches and totals, each by the cheapest query plan."""
