"""What belongs to one person: preferences, marks and notifications."""
