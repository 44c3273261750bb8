"""Check that the pages can be built in the app's folder."""

from pathlib import Path

# Vite takes the paths of files for addresses, where these begin a fragment, a query and an escape.
_MISREAD = "#?%"


class UnusableFolderError(Exception):
    """Raised if the pages cannot be built in a folder; the text says why, and what to do."""


def check_folder(folder: Path) -> None:
    """Raise ``UnusableFolderError`` if the build would misread the folder's path."""
    found = [sign for sign in _MISREAD if sign in str(folder)]
    if found:
        signs = " and ".join(f"“{sign}”" for sign in found)
        raise UnusableFolderError(
            f"The pages cannot be built in {str(folder)!r}: the path contains {signs}. Move or rename the folder."
        )
