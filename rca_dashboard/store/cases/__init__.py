"""Cases in the database: each edit is one transaction with its event, its audit entry and its entry in the feed."""
