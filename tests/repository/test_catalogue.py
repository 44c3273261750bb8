"""The German catalogue has every text of the pages and the browser's modules, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.catalogue import LIVE, ROOT, german, page_texts, script_texts, wrong_values

PACKAGE = ROOT / "rca_dashboard"
# Where answers of handlers, notifications and other sentences are worded that pages show by `sent` or `translateSent`.
WORDED = (
    *sorted((PACKAGE / "ui").rglob("*state*.py")),
    *sorted((PACKAGE / "ui" / "pushed").glob("*.py")),
    PACKAGE / "ui" / "operations" / "control.py",
    *sorted((PACKAGE / "domain" / "notifications").glob("*.py")),
    PACKAGE / "domain" / "tickets" / "change_text.py",
)
# A name or a sentence for people begins with a capital and has a space; what is logged or raised is neither.
SENTENCE = re.compile(r"[A-Z“{][^_=<>]*\s[^_=<>]*[.a-z}”]")
MOST_OF_AN_ENDING = 2
# A literal where a module shows or reads out a text: an attribute, the last child of an element, or a line of its own.
SHOWN = re.compile(
    r'(?:"aria-label"|\b(?:title|placeholder|label)): "([A-Z][^"]*)"'
    r'|, "([A-Z][a-z][^"]*)"\),?$|^\s+"([A-Z][a-z][^"]*)",$'
)


@pytest.fixture(scope="module")
def said() -> frozenset[str]:
    return page_texts() | script_texts()


def test_every_text_of_the_pages_has_a_german_entry(said: frozenset[str]) -> None:
    assert len(said) > 500
    assert sorted(said - german()["texts"].keys()) == [], "run `python -m tools.catalogue`, and add these"


def test_the_catalogue_holds_no_text_that_nothing_says(said: frozenset[str]) -> None:
    assert sorted(german()["texts"].keys() - said) == []


def test_entries_have_the_values_of_their_english_texts() -> None:
    for part in german().values():
        assert sorted(wrong_values(part)) == []


def test_the_catalogue_is_sorted_so_that_two_additions_seldom_meet() -> None:
    for part in german().values():
        assert list(part) == sorted(part)


def test_modules_look_up_what_they_show(said: frozenset[str]) -> None:
    shown = {
        (path.name, "".join(found.groups(default="")))
        for path in LIVE.rglob("*.js")
        if path.name != "german.js"
        for line in path.read_text(encoding="utf-8").splitlines()
        for found in SHOWN.finditer(line)
    }
    assert sorted(each for each in shown if each[1] not in said and "{count}" not in each[1]) == []


def worded(path: Path) -> Iterator[str]:
    """Find what a module words for people; of an f-string the values are `{}`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Raise | ast.JoinedStr):
            passed_over |= {id(each) for each in ast.walk(node) if each is not node}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"el", "warning"}:
            passed_over |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in passed_over and not isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def has_pieces(key: str, text: str) -> bool:
    """Whether an entry's English has what a module words between its values; letters of an ending say nothing."""
    return all(
        piece in key for piece in (each.strip(" ·") for each in text.split("{}")) if len(piece) > MOST_OF_AN_ENDING
    )


def test_what_the_app_words_has_a_german_sentence(said: frozenset[str]) -> None:
    known = german()["sentences"].keys() | said
    missing = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in WORDED
        for text in worded(path)
        if SENTENCE.fullmatch(text) and not any(has_pieces(key, text) for key in known)
    }
    assert sorted(missing) == []
