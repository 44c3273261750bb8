"""What Reflex writes for a text is looked up in the reader's language; what it only compares stays."""

import re
from typing import Any

import pytest
import reflex as rx

from rca_dashboard.ui.language.components import in_readers_language
from rca_dashboard.ui.language.expressions import translated

STATUS = rx.Var("status", _var_type=str).to(str)
TOTAL = rx.Var('view?.["total"]', _var_type=int).to(int)


def both(shown: Any) -> tuple[str, list[str]]:
    keys: list[str] = []
    return translated(str(rx.Var.create(shown)), keys.append), keys


@pytest.mark.parametrize("same", ["·", "/", "", "P", STATUS, rx.cond(STATUS == "paused", TOTAL, STATUS), TOTAL + 1])
def test_what_has_no_words_stays_as_it_is(same: Any) -> None:
    assert both(same) == (str(rx.Var.create(same)), [])


def test_a_literal_is_looked_up_without_the_spaces_around_it() -> None:
    assert both("Open") == ('translate("Open")', ["Open"])
    assert both(' "Show" it: ') == ('(" "+translate("\\"Show\\" it:")+" ")', ['"Show" it:'])


def test_a_text_with_values_is_one_key_with_their_names() -> None:
    assert both(f"of {TOTAL} in {STATUS}") == (
        'translate("of {total} in {status}", {"total": view?.["total"], "status": status})',
        ["of {total} in {status}"],
    )
    assert both(f"{TOTAL}/{TOTAL} seen")[1] == ["{total}/{total2} seen"]


def test_only_the_branches_of_a_choice_are_looked_up() -> None:
    found, keys = both(rx.cond(STATUS == "paused", "Resume", rx.cond(TOTAL > 0, f"Stop {TOTAL}", STATUS)))
    assert keys == ["Resume", "Stop {total}"]
    assert '"paused"' in found
    assert 'translate("paused")' not in found


def test_only_the_results_of_a_match_are_looked_up() -> None:
    found, keys = both(rx.match(STATUS, ("stale", "Stale (old)"), ("open", f"{TOTAL} open"), "Off: none"))
    assert keys == ["Stale (old)", "{total} open", "Off: none"]
    assert 'case JSON.stringify("stale")' in found
    assert both(f"Now {rx.match(STATUS, ('stale', 'old'), 'new')}.")[1] == ["old", "new", "Now {status}."]


def drawn(component: rx.Component) -> str:
    return str(in_readers_language(lambda: component)().render())


def test_a_page_looks_up_what_it_shows_and_reads_out_and_nothing_else() -> None:
    page = rx.el.div(
        rx.el.input(placeholder="Find one", name="Name of a field", class_name="wide"),
        rx.el.button("Save it", custom_attrs={"aria-label": "Save this", "data-testid": "save it"}),
        rx.cond(STATUS == "on", rx.el.b("It is on"), "It is off"),
        rx.match(STATUS, ("a", rx.el.i("Case a")), rx.el.i("No case")),
    )
    found = drawn(page)
    texts = ("Find one", "Save it", "Save this", "It is on", "It is off", "Case a", "No case")
    assert [text for text in texts if f'translate("{text}")' not in found] == []
    assert [text for text in ("Name of a field", "save it", "wide") if f'translate("{text}")' in found] == []


def test_each_row_of_a_list_is_looked_up_and_nested_lists_keep_their_rows_apart() -> None:
    rows = rx.Var("rows", _var_type=list[list[str]]).to(list[list[str]])
    outer = rx.foreach(rows, lambda row: rx.el.ul("Outer row", rx.foreach(row, lambda each: rx.el.li(each, "Inner"))))
    found = str(in_readers_language(lambda: rx.el.div(outer))().render())
    assert 'translate("Outer row")' in found
    assert 'translate("Inner")' in found
    assert len(set(re.findall(r"index_[0-9a-f]{32}", found))) == 2


def test_the_labels_of_a_menu_are_looked_up_and_its_values_are_not() -> None:
    class Menu(rx.Component):
        tag = "Menu"
        choices: rx.Var[list[Any]]

    found = drawn(Menu.create(choices=[["open", "Open ones"]]))
    assert '["open", translate("Open ones")]' in found
