"""What the documents say about the repository is true: rooms, paths, tests, screenshots."""

import ast
import re
from pathlib import Path

import pytest

from tests.fixtures.app_server import ROOT
from tools.print_rooms import PAGE, with_rooms

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
# `rca_dashboard/store/feed.py`, `tests/sync/test_kill.py::test_name`; text with blanks, stars or braces is not a path.
NAMED = re.compile(r"`((?:rca_dashboard|assets|tests|tools|benchmarks|docs)/[\w./-]+)(?:::(\w+))?`")
LINKED = re.compile(r"!?\[[^\]]*\]\((?!https?://|#)([^)#\s]+)[^)]*\)")
MOST_FILES = 16


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_and_every_test_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    missing = [
        f"{path}::{function}" if function else path
        for path, function in NAMED.findall(text)
        if not (ROOT / path).exists() or (function and function not in _functions(ROOT / path))
    ]
    missing += [link for link in LINKED.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_the_architecture_page_shows_the_rooms_as_they_are() -> None:
    page = PAGE.read_text()
    assert page == with_rooms(page), "run `python tools/print_rooms.py --write`"


def test_the_architecture_page_names_every_folder_of_the_browsers_modules() -> None:
    named = set(re.findall(r"^\| `assets/live/(\w+)` \|", PAGE.read_text(), re.MULTILINE))
    assert named == {path.name for path in (ROOT / "assets" / "live").iterdir() if path.is_dir()}


def test_no_folder_shows_more_files_than_one_looks_over_at_once() -> None:
    counts: dict[str, int] = {}
    for top in ("rca_dashboard", "assets", "benchmarks", "tests", "tools"):
        for path in (ROOT / top).rglob("*"):
            hidden = {"__pycache__", "versions", "node_modules"} & set(path.parts)
            # An `__init__.py` is its folder's own line.
            if path.is_file() and not hidden and path.name != "__init__.py" and path.suffix != ".pyc":
                folder = str(path.parent.relative_to(ROOT))
                counts[folder] = counts.get(folder, 0) + 1
    assert counts
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}
