"""What belongs to one person: preferences, marks, the bell and notifications, pushed to the person's own room."""
