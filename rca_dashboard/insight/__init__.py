"""What the tickets say together: similar ones, clusters and bursts. Follows the feed; knows no page, no ServiceNow."""
