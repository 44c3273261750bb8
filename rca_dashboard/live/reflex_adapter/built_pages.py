"""Which build the served pages are of, by the name that React Router gives it."""

import re
from pathlib import Path

_MANIFEST = re.compile(r"manifest-(\w+)\.js")


def build_of(pages: Path) -> str:
    """Return the build of the pages in a folder; empty where none are built, as under the development server."""
    try:
        manifests = sorted((pages / "assets").glob("manifest-*.js"), key=lambda path: path.stat().st_mtime)
    except OSError:
        return ""
    found = _MANIFEST.fullmatch(manifests[-1].name) if manifests else None
    return found[1] if found else ""
