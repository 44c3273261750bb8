"""Layering rules that import-linter cannot check."""

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.fixtures.app_server import ROOT

PACKAGE = ROOT / "rca_dashboard"

IMPORT_ALL = """
import importlib, pkgutil, sys
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    if not module.name.endswith((".__main__", ".migrations.env")):  # one runs, the other Alembic runs
        importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("reflex", "reflex_base")))
"""


@pytest.mark.parametrize("room", ["domain", "servicenow", "store", "sync", "insight", "cases", "simulator"])
def test_a_room_without_pages_loads_no_reflex(room: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, f"rca_dashboard.{room}"]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.strip() == ""


def _reads_of_the_environment(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        names = {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
        is_attribute = isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
        # Socket.IO's server keeps each connection's WSGI environ under this name.
        is_attribute = is_attribute and ast.unparse(node) != "server.environ"
        is_dotenv = "dotenv" in names or (isinstance(node, ast.ImportFrom) and node.module == "dotenv")
        if is_attribute or is_dotenv or names & {"environ", "environb", "getenv"}:
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_one_module_reads_the_environment() -> None:
    readers = [place for path in sorted(PACKAGE.rglob("*.py")) for place in _reads_of_the_environment(path)]
    assert readers
    assert {place.split(":")[0] for place in readers} == {"rca_dashboard/environment.py"}


def test_the_package_itself_and_its_rooms_import_nothing_by_themselves() -> None:
    rooms = [PACKAGE / "__init__.py", *sorted(PACKAGE.glob("*/__init__.py"))]
    imports = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in rooms
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert imports == []


def test_every_room_says_what_it_is_for() -> None:
    package = import_module("rca_dashboard")
    rooms = [module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg]
    silent = [room for room in rooms if not ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))]
    assert silent == []
