"""No cell of an exported file is a formula, wherever a spreadsheet splits it."""

import csv
import unicodedata

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.api.tickets.spreadsheet_cells import CUT_MARK, LONGEST_CELL, harmless, within_limit
from tests.api.conftest import Keep
from tests.tickets import make

FORMULA_SIGNS = "=+-@%\uff1d\uff0b\uff0d\uff20"
UNSEEN = (
    "\u200b",
    "\ufeff",
    "\u3000",
    "\u00a0",
    "\u00ad",
    "\u180e",
    "\u2800",
    "\u3164",
    "\u034f",
    "\ufe0f",
    "\u2066",
    "\x00",
    "\x1b",
    " \u200b\ufeff ",
)
SPLIT_ELSEWHERE = (
    "x;=1+1;y",
    "x; =1+1",
    "x\t=1+1",
    "x,=1+1",
    "x|=1+1",
    "x\n=1+1",
    "x\r\n@SUM(A1)",
    'x;"=1+1";y',
    "x;\u200b=1+1",
    "x\u2028=1+1",
    ";;-1+1",
)


def shown_cells(text: str, separator: str) -> list[str]:
    """Return what a spreadsheet shows of a file, wherever it ends a line."""
    return [cell for line in text.splitlines() for row in csv.reader([line], delimiter=separator) for cell in row]


def first_seen(cell: str) -> str:
    return next((sign for sign in cell if unicodedata.category(sign)[0] not in "ZC"), " ")


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_is_not_seen_before_a_formula_does_not_hide_it(unseen: str) -> None:
    for sign in FORMULA_SIGNS:
        assert harmless(f"{unseen}{sign}1+1") == f"'{unseen}{sign}1+1"


@pytest.mark.parametrize("start", ["|", "\uff5c", "\u200b|", "\t", "\r", "\n", "%", "\uff05"], ids=ascii)
def test_other_starts_that_a_program_may_act_on_are_text(start: str) -> None:
    assert harmless(f"{start}calc") == f"'{start}calc"


@pytest.mark.parametrize("separator", ["comma", "semicolon", "tab"])
async def test_no_program_finds_a_formula_whatever_separator_it_splits_at(
    client: httpx.AsyncClient, keep: Keep, separator: str
) -> None:
    keep([make(place, short_description=text, tags=("a", text)) for place, text in enumerate(SPLIT_ELSEWHERE, 1)])
    answer = await client.get(f"/tickets/export?separator={separator}")
    for sign in ",;\t|":
        cells = shown_cells(answer.content.decode("utf-8-sig"), sign)
        assert not [cell for cell in cells if first_seen(cell) in FORMULA_SIGNS]


def test_a_cell_that_is_changed_within_begins_with_an_apostrophe_too() -> None:
    for cell in SPLIT_ELSEWHERE:
        assert harmless(cell).startswith("'")
    assert harmless("x;=1+1;y") == "'x;'=1+1;y"


def test_a_cell_that_is_no_formula_is_left_alone() -> None:
    for cell in (
        "",
        " ",
        "a=1",
        "5",
        "'=1",
        "INC-1",
        "a; b",
        "one\ntwo",
        "a|b",
        "90 %",
        "http://host/?a=1,b=2",
        "\ud800",
    ):
        assert harmless(cell) == cell


@given(st.text(st.sampled_from(",;|\t\r\n =+-@'\"a1\u200b\u3164\uff1d")))
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert harmless(harmless(cell)) == harmless(cell)
    assert not [part for part in shown_cells(harmless(cell), ";") if first_seen(part) in FORMULA_SIGNS]


def test_a_cut_counts_as_excel_does_and_splits_no_character() -> None:
    assert within_limit("x" * LONGEST_CELL) == "x" * LONGEST_CELL
    assert within_limit("x" * (LONGEST_CELL + 1)).endswith(CUT_MARK)
    for text in ("🔥" * 20_000, "x" + "🔥" * 20_000):
        cut = within_limit(text)
        assert LONGEST_CELL - 1 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert cut.removesuffix(CUT_MARK).lstrip("x").strip("🔥") == ""
