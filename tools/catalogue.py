"""Compare the German catalogue with what the pages and the browser's modules say.

Run it as ``python -m tools.catalogue``: it prints English texts without a German entry, and entries that no page uses.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import reflex as rx

from rca_dashboard.ui import routes
from rca_dashboard.ui.language.components import MEMOISED

ROOT = Path(__file__).resolve().parent.parent
LIVE = ROOT / "assets" / "live"
CATALOGUE = LIVE / "language" / "german.js"
_HEAD = "window.language.catalogue = "
_STRING = r'"((?:[^"\\]|\\.)*)"'
_CALL = re.compile(rf"\btranslate\(\s*{_STRING}")
_PLURAL = re.compile(rf"\btranslatePlural\([^\"]*?{_STRING},\s*{_STRING}", re.DOTALL)
_VALUE = re.compile(r"\{\w+\}")


class _Pages:
    """Takes the place of the app to which pages are added."""

    def add_page(self, page: Callable[[], rx.Component], **_: Any) -> None:  # noqa: ANN401 - of add_page
        """Make a page's components, which notes what they say."""
        page()


def page_texts() -> frozenset[str]:
    """Return the English texts of all pages' components."""
    texts: set[str] = set()
    routes.add_pages(_Pages(), note=texts.add)  # pyright: ignore[reportArgumentType] - of the app it needs no more
    return frozenset(texts | MEMOISED)


def script_texts() -> frozenset[str]:
    """Return the English texts that the browser's modules look up; of a plural the form for many."""
    texts: set[str] = set()
    for path in LIVE.rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        texts |= {json.loads(f'"{text}"') for text in _CALL.findall(source)}
        texts |= {json.loads(f'"{many}"') for _, many in _PLURAL.findall(source)}
    return frozenset(texts)


def german() -> dict[str, dict[str, Any]]:
    """Return the catalogue: ``texts`` of pages and modules, and ``sentences`` of the app."""
    source = CATALOGUE.read_text(encoding="utf-8")
    return json.loads(source.removeprefix(_HEAD).rstrip().removesuffix(";"))


def wrong_values(entries: dict[str, Any]) -> Iterator[str]:
    """Find entries that have other placeholders than their English text."""
    for english, entry in entries.items():
        for text in entry.values() if isinstance(entry, dict) else [entry]:
            if set(_VALUE.findall(text)) - {"{count}"} != set(_VALUE.findall(english)) - {"{count}"}:
                yield english


def main() -> int:
    """Print what is missing and what is not used; return 1 if there is any."""
    said, entries = page_texts() | script_texts(), german()["texts"]
    missing, unused = sorted(said - entries.keys()), sorted(entries.keys() - said)
    for heading, texts in (("Without a German entry", missing), ("In the catalogue, but used nowhere", unused)):
        if texts:
            sys.stdout.write(
                "\n".join([f"{heading}:", *(f"  {json.dumps(each, ensure_ascii=False)}" for each in texts), ""])
            )
    return 1 if missing or unused else 0


if __name__ == "__main__":
    sys.exit(main())
