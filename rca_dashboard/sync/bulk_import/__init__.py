"""The import of the whole history, beside the polls."""
