"""Check that the pages can be built in the app's folder, and that demo mode can keep its files there."""

import tempfile
from pathlib import Path

from sqlalchemy import make_url

# Vite takes the paths of files for addresses, where these begin a fragment, a query and an escape.
_MISREAD = "#?%"

_DEMO_ARCHIVE = "demo_servicenow.db"


class UnusableFolderError(Exception):
    """Raised if the app cannot use a folder; the text says why, and what to do."""


def check_folder(folder: Path) -> None:
    """Raise ``UnusableFolderError`` if the build would misread the folder's path."""
    found = [sign for sign in _MISREAD if sign in str(folder)]
    if found:
        signs = " and ".join(f"“{sign}”" for sign in found)
        raise UnusableFolderError(
            f"The pages cannot be built in {str(folder)!r}: the path contains {signs}. Move or rename the folder."
        )


def demo_archive(database_url: str) -> Path:
    """Return the file that keeps the built-in ServiceNow: beside the app's SQLite file, else in the working directory.

    Beside it, because what the app has stored stays valid only together with the instance that it was read from.
    """
    url = make_url(database_url)
    beside = url.database if url.get_backend_name() == "sqlite" else None
    return Path(beside).with_name(_DEMO_ARCHIVE) if beside else Path(_DEMO_ARCHIVE)


def check_demo_folder(folder: Path) -> None:
    """Raise ``UnusableFolderError`` if demo mode cannot write its archive into a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder):  # asked of the file system: root may write anywhere but there
            pass
    except OSError as error:
        raise UnusableFolderError(
            f"Demo mode keeps {_DEMO_ARCHIVE} in the folder {str(folder.absolute())!r}, which cannot be written to "
            f"({error.strerror}); start it in another folder, set DATABASE_URL to an SQLite file elsewhere, "
            "or set SERVICENOW_URL to an instance."
        ) from error
