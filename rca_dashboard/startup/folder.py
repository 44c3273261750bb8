"""Check that the pages can be built in the app's folder, and that demo mode can keep its files there."""

import tempfile
from pathlib import Path

# Vite takes the paths of files for addresses, where these begin a fragment, a query and an escape.
_MISREAD = "#?%"

# Next to demo.db: what the app has stored stays valid after a restart of both.
DEMO_ARCHIVE = Path("demo_servicenow.db")


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


def check_demo_folder(folder: Path) -> None:
    """Raise ``UnusableFolderError`` if demo mode cannot write its archive into the working directory."""
    try:
        with tempfile.TemporaryFile(dir=folder):  # asked of the file system: root may write anywhere but there
            pass
    except OSError as error:
        raise UnusableFolderError(
            f"Demo mode keeps {DEMO_ARCHIVE} in the working directory {str(folder)!r}, which cannot be written to "
            f"({error.strerror}); start it in another folder, or set SERVICENOW_URL to an instance."
        ) from error
