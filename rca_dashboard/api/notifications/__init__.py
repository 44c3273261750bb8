"""The routes of the caller's notifications."""
