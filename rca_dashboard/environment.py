"""Where the texts of the settings come from: ``.env`` in the working directory and, above it, the real environment."""

import os
from pathlib import Path

from dotenv import dotenv_values


def environment() -> dict[str, str]:
    """Return the names and texts of both; a name that the real environment has counts there."""
    return read_env_file(Path.cwd() / ".env") | dict(os.environ)


def read_env_file(path: Path) -> dict[str, str]:
    """Return what a file sets; nothing where there is no file. This is the one place that reads it."""
    lines = dotenv_values(path, interpolate=False)  # a password may hold a $
    return {name: text for name, text in lines.items() if text is not None}
