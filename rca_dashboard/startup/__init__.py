"""Application startup: checks, logging, the wiring of access, and the worker itself."""
