"""Rules for the browser's modules beyond TypeScript and Biome."""

import re

from tests.fixtures.app_server import ROOT

MODULES = {path.name: path.read_text() for path in (ROOT / "assets" / "live").rglob("*.js") if path.name != "german.js"}
MOST_LINES = 300


def test_state_of_a_module_is_in_a_store() -> None:
    # A `let` outside of any function is state that nothing can watch.
    assert MODULES
    assert [name for name, text in MODULES.items() if re.search(r"^(export )?let ", text, re.MULTILINE)] == []


def test_a_module_has_at_most_one_store() -> None:
    assert [name for name, text in MODULES.items() if text.count("= createStore(") > 1] == []


def test_nothing_is_hidden_from_the_type_checker() -> None:
    assert [name for name, text in MODULES.items() if re.search(r"@ts-(ignore|nocheck|expect-error)", text)] == []


def test_modules_are_short_enough_to_be_read_at_once() -> None:
    assert {name: text.count("\n") for name, text in MODULES.items() if text.count("\n") > MOST_LINES} == {}
