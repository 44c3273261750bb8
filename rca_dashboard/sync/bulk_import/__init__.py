"""The full import, which runs beside the polls."""
