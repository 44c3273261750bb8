"""Print the rooms with what each is for, or write them into the architecture page: ``tools/print_rooms.py --write``.

The lines are the first lines of the packages' docstrings, so that the page says what the code says.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "rca_dashboard"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: written by tools/print_rooms.py -->\n```text\n", "```\n<!-- end of the rooms -->\n"
COLUMN = 24


def rooms(folder: Path = PACKAGE, depth: int = 0) -> Iterator[str]:
    """Return a line for a package and for each package in it, in the order of their names."""
    purpose = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    name = f"{'  ' * depth}{folder.name}/"
    yield f"{name:{COLUMN}} {purpose.partition(chr(10))[0]}".rstrip() + "\n"
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield from rooms(inner, depth + 1)


def with_rooms(page: str) -> str:
    """Return the page with the rooms as they are now."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{PAGE}: the two marks around the rooms are missing")
    return before + begin + "".join(rooms()) + end + after


def main(arguments: Sequence[str]) -> None:
    """Write the page, or print."""
    if "--write" in arguments:
        PAGE.write_text(with_rooms(PAGE.read_text()))
    else:
        sys.stdout.writelines(rooms())


if __name__ == "__main__":
    main(sys.argv[1:])
