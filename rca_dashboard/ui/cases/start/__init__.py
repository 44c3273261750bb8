"""A new case at ``/cases/new``."""
