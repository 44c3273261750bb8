"""The sources of settings: ``.env`` in the working directory, overridden by the real environment."""

import os
from pathlib import Path

from dotenv import dotenv_values


def environment() -> dict[str, str]:
    """Return the variables of both; those of the real environment take precedence."""
    return read_env_file(Path.cwd() / ".env") | dict(os.environ)


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables of a file; empty if it does not exist. Only this function reads it."""
    lines = dotenv_values(path, interpolate=False)  # a password may hold a $
    return {name: text for name, text in lines.items() if text is not None}
