"""The German catalogue has every text of the pages and the browser's modules, and no other."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.cases.case import STAGE_LABELS
from rca_dashboard.domain.cases.parts import BONES
from rca_dashboard.domain.tickets.detail_fields import GROUPS
from rca_dashboard.domain.tickets.field_labels import FIELD_LABELS, TABLE_LABELS
from rca_dashboard.domain.tickets.handover import ON_FIRE, SECTIONS
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.live.cases.page import ROLE_LABELS
from rca_dashboard.live.cases.shown import KIND_LABELS, STATE_LABELS, VERDICT_LABELS
from tools.catalogue import LIVE, ROOT, german, page_texts, script_texts, wrong_values

PACKAGE = ROOT / "rca_dashboard"
# Where answers of handlers, notifications and other sentences are worded that pages show by `sent` or `translateSent`.
WORDED = (
    *sorted((PACKAGE / "ui").rglob("*state*.py")),
    *sorted((PACKAGE / "ui" / "pushed").glob("*.py")),
    PACKAGE / "ui" / "operations" / "control.py",
    *sorted((PACKAGE / "domain" / "notifications").glob("*.py")),
    PACKAGE / "domain" / "tickets" / "change_text.py",
    PACKAGE / "ui" / "insight" / "editing.py",
    *sorted((PACKAGE / "servicenow" / "probe").glob("*.py")),
    PACKAGE / "cases" / "assistant" / "model.py",
    PACKAGE / "domain" / "assistant" / "draft.py",
    PACKAGE / "servicenow" / "errors.py",
    PACKAGE / "servicenow" / "connection_errors.py",
    PACKAGE / "sync" / "went_back.py",
    PACKAGE / "sync" / "polling" / "overdue.py",
    PACKAGE / "sync" / "workers" / "orders.py",
    PACKAGE / "sync" / "reconcile" / "absence.py",
    PACKAGE / "sync" / "reconcile" / "run.py",
    PACKAGE / "sync" / "reconcile" / "table.py",
)
# Where an error's text is shown as it was raised.
RAISED = (
    *sorted((PACKAGE / "access" / "logins").glob("*.py")),
    PACKAGE / "access" / "teams.py",
    PACKAGE / "cases" / "chosen_tickets.py",
    PACKAGE / "servicenow" / "answer.py",
    PACKAGE / "store" / "tickets" / "isolation.py",
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


def raised(path: Path) -> Iterator[str]:
    """Find the texts of what a module raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise):
            for each in ast.walk(node):
                if isinstance(each, ast.JoinedStr):
                    yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in each.values)
                elif isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


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


def test_what_is_raised_for_people_has_a_german_sentence() -> None:
    known = german()["sentences"].keys()
    texts = {(path.name, text) for path in RAISED for text in raised(path) if SENTENCE.fullmatch(text)}
    assert len(texts) > 10
    assert sorted(each for each in texts if not any(has_pieces(key, each[1]) for key in known)) == []


LABELS: Mapping[str, Iterable[str]] = {
    "actions of the audit log": (each.replace("_", " ") for each in Action),
    "sections of the handover": (title for _, title in (*SECTIONS, ON_FIRE)),
    "stages of a case": STAGE_LABELS.values(),
    "roles of a ticket in a case": ROLE_LABELS.values(),
    "states of a hypothesis": STATE_LABELS.values(),
    "verdicts": VERDICT_LABELS.values(),
    "kinds of actions": KIND_LABELS.values(),
    "bones": (each.capitalize() for each in BONES),
    "priorities": (each.numbered_label for each in Priority),
    "fields": FIELD_LABELS.values(),
    "groups of fields": (title for title, _ in GROUPS),
    "tables": TABLE_LABELS.values(),
}


@pytest.mark.parametrize("labels", LABELS)
def test_labels_that_the_app_sends_are_german(labels: str) -> None:
    known = german()["sentences"].keys()
    # As the browser looks them up: a word of ours in the middle of a sentence begins with a small letter.
    missing = [each for each in LABELS[labels] if each and {each, each[:1].upper() + each[1:]}.isdisjoint(known)]
    assert missing == []
