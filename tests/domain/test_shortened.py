"""A text that is too long ends at a word, and says that it was cut."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.shortened import shortened


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("Printer jams", 12, "Printer jams"),
        ("Printer jams on floor 3", 15, "Printer jams…"),
        ("Printer jams on floor 3", 13, "Printer jams…"),
        ("Printer jams, again", 15, "Printer jams…"),
        ("Printer: jams\non floor 3", 16, "Printer: jams…"),
        ("a/very/long/path/without/an/end", 12, "a/very/long…"),
        ("On a/very/long/path/without/an/end", 15, "On a/very/long…"),
        ("e\u0301" * 10, 8, "e\u0301" * 3 + "…"),
        ("👩\u200d🚒" * 4, 6, "👩\u200d🚒…"),
    ],
)
def test_a_text_ends_at_a_word(text: str, longest: int, expected: str) -> None:
    assert shortened(text, longest) == expected


@given(st.text(alphabet=st.sampled_from("ab ,-\n…e\u0301\u200dé"), max_size=80), st.integers(min_value=2, max_value=60))
def test_it_is_never_longer_and_ends_no_word_halfway_while_one_ended_before(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short) <= longest
    if len(text) <= longest:
        assert short == text
        return
    kept = short.removesuffix("…")
    assert text.startswith(kept)
    assert short.endswith("…")
    is_within_a_word = kept and not kept[-1].isspace() and not text[len(kept)].isspace() and text[len(kept)] not in ",-"
    if is_within_a_word:
        assert not any(sign.isspace() for sign in kept[longest // 2 :])
        assert not unicodedata.combining(text[len(kept)])
