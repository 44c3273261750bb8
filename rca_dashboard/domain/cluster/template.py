"""A summary's template: its terms without what differs from one ticket of a kind to the next."""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np

from rca_dashboard.domain.likeness.terms import Hashes, hash_of
from rca_dashboard.domain.likeness.words import WITHOUT_SPACES, has_script_without_spaces, language_of, words

# Addresses and paths, and every word with a digit: numbers, times, hosts, ids.
_ADDRESSES = r"\S+@\S+|\w+://\S+|\\\\\S+"
_MASKED = re.compile(rf"{_ADDRESSES}|\b[\w.:-]*\d[\w.:-]*")
# Where no space ends a word, its sentence would be masked with its number: only letters of other scripts belong to it.
_OF_WORD = f"(?![{WITHOUT_SPACES}])"
_MASKED_WITHOUT_SPACES = re.compile(
    rf"{_ADDRESSES}|(?<![^\W{WITHOUT_SPACES}])(?=\w)(?:{_OF_WORD}[\w.:-])*\d(?:{_OF_WORD}[\w.:-])*"
)
# A summary is shorter; a pasted text says what it is about in its first words.
_MOST_CHARACTERS = 400


def masked(summary: str) -> str:
    """Return a summary without numbers, hosts, ids and addresses."""
    text = summary[:_MOST_CHARACTERS]
    masks = _MASKED
    if has_script_without_spaces(text):
        text, masks = unicodedata.normalize("NFKC", text), _MASKED_WITHOUT_SPACES
    return " ".join(masks.sub(" ", text).replace("_", " ").split())


def template_words(summary: str) -> dict[str, str]:
    """Return the template's terms in the order of the summary, each with the word as it stands there."""
    shown = masked(summary)
    found: dict[str, str] = {}
    for word, term in words(shown, language_of(summary)):
        found.setdefault(term, word)
    return found


def template_of(summary: str) -> Hashes:
    """Return a summary's template: the hashes of its terms, ascending; empty if nothing is left."""
    return template_from({hash_of(term) for term in template_words(summary)})


def template_from(hashes: Iterable[int]) -> Hashes:
    """Return the template of some hashes."""
    return np.array(sorted(set(hashes)), np.uint32)


def template_bytes(template: Hashes) -> bytes:
    """Return a template as it is stored."""
    return template.astype("<u4").tobytes()


def stored_template(stored: bytes) -> Hashes:
    """Return a stored template."""
    return np.frombuffer(stored, "<u4")
