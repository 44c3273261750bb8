"""A tab's state follows from its URL, its cookie and the database, so any worker can serve it after a reconnect."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Each keeps something in one worker, or in the browser beside the URL, that another worker would not know.
FORBIDDEN = {"upload", "upload_files", "LocalStorage", "SessionStorage", "Cookie", "SharedState", "modify_state"}


def names_of_reflex(source: str) -> set[str]:
    """Return the names that a module takes from Reflex, or calls on its app."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"rx", "app"}:
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "reflex":
            found.update(alias.name for alias in node.names)
    return found


def test_nothing_keeps_a_state_that_only_one_worker_has() -> None:
    sources = list((ROOT / "rca_dashboard").rglob("*.py"))
    used = {str(path.relative_to(ROOT)): names_of_reflex(path.read_text()) & FORBIDDEN for path in sources}
    assert {path: names for path, names in used.items() if names} == {}


def test_the_walk_sees_what_is_forbidden() -> None:
    declared = "import reflex as rx\nclass A(rx.SharedState):\n  b: str = rx.LocalStorage()"
    assert names_of_reflex(declared) & FORBIDDEN == {"SharedState", "LocalStorage"}
    called = "from reflex.istate.shared import SharedState\napp.modify_state('x')"
    assert names_of_reflex(called) & FORBIDDEN == {"SharedState", "modify_state"}
