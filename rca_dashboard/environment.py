"""The sources of settings: ``.env`` in the working directory, overridden by the real environment."""

import os
from pathlib import Path

from rca_dashboard.env_file import EnvFile, read_file


def environment() -> dict[str, str]:
    """Return the variables of both; those of the real environment take precedence.

    Raises:
        EnvFileError: If a line of the file would be lost.
    """
    return env_file().values | dict(os.environ)


def env_file() -> EnvFile:
    """Return what ``.env`` says.

    Raises:
        EnvFileError: If a line of it would be lost.
    """
    return read_file(Path.cwd() / ".env")


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables of a file; empty if it does not exist.

    Raises:
        EnvFileError: If a line of it would be lost.
    """
    return read_file(path).values


def real_environment() -> dict[str, str]:
    """Return the variables of the real environment alone."""
    return dict(os.environ)
