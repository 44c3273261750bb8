"""Charts of the tickets: a section that pages place; the browser reads each chart over REST."""
