"""What happens once when the app starts: checks, logging, wiring of access, and the worker itself."""
