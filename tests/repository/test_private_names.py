"""Private names of other packages are used in ``live/reflex_adapter/`` only, whose docstring lists all of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rca_dashboard.live.reflex_adapter as adapter

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rca_dashboard"
ADAPTER = PACKAGE / "live" / "reflex_adapter"
# Whole packages that promise nothing of what they hold, or of which we would use only such.
INTERNAL = ("engineio", "socketio", "uvicorn.protocols", "websockets.protocol", "reflex.istate.manager")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def own_names(tree: ast.AST) -> frozenset[str]:
    """Return the private names that a module's own classes have: it may use them on any object."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and _is_self(part.value):
                    names.add(part.attr)
                elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                    names.add(part.name)
                elif isinstance(part, ast.AnnAssign | ast.Assign):
                    targets = [part.target] if isinstance(part, ast.AnnAssign) else part.targets
                    names.update(each.id for each in targets if isinstance(each, ast.Name))
    return frozenset(names)


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def foreign_private_names(source: str) -> Iterator[str]:
    """Find what a module uses of others that they do not promise, with the line."""
    tree = ast.parse(source)
    own = own_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if is_private(node.attr) and not _is_self(node.value) and node.attr not in own:
                yield f"{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"getattr", "setattr"}:
            name = node.args[1] if len(node.args) > 1 else None
            if isinstance(name, ast.Constant) and is_private(str(name.value)) and name.value not in own:
                yield f"{node.lineno}: {node.func.id} of {name.value}"
        elif isinstance(node, ast.Import):
            yield from (f"{node.lineno}: {each.name}" for each in node.names if _is_internal(each.name))
        elif isinstance(node, ast.ImportFrom):
            yield from _imported(node)


def _imported(node: ast.ImportFrom) -> Iterator[str]:
    module = node.module or ""
    if module.split(".")[0] == "rca_dashboard":
        return
    for each in node.names:
        if is_private(each.name) or _is_internal(module):
            yield f"{node.lineno}: {module}.{each.name}"


def _is_internal(module: str) -> bool:
    is_listed = any(module == each or module.startswith(each + ".") for each in INTERNAL)
    return is_listed or any(is_private(part) for part in module.split("."))


def test_private_names_of_others_stand_in_one_folder() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{each}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.is_relative_to(ADAPTER)
        for each in foreign_private_names(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "app._middlewares.clear()",
        "setattr(var, '_var_data', None)",
        "from reflex._upload import upload",
        "from reflex_base.vars.base import _delta_value_key",
        "import engineio.async_socket",
        "from socketio import AsyncServer",
        "class Ours:\n    def see(self, other):\n        return other._theirs",
    ],
)
def test_a_private_name_of_others_is_found(source: str) -> None:
    assert list(foreign_private_names(source))


@pytest.mark.parametrize(
    "source",
    [
        "class Ours:\n    _a = 1\n\ndef see(ours):\n    return ours._a",
        "class Ours:\n    def __init__(self):\n        self._a = self._b",
        "from rca_dashboard.domain import ticket\nticket.__name__",
        "from reflex_base.event import Event",
    ],
)
def test_own_names_are_separate_from_others(source: str) -> None:
    assert not list(foreign_private_names(source))


def test_the_folder_lists_all_of_its_modules_with_the_test_that_notices() -> None:
    text = adapter.__doc__ or ""
    for module in sorted(ADAPTER.glob("[!_]*.py")):
        assert f"``{module.stem}``" in text
    for line in text.splitlines():
        for word in line.split():
            if word.startswith("tests/"):
                assert (ROOT / word.strip(".,;")).is_file(), word
