"""A summary's template: its terms without what differs from one ticket of a kind to the next."""

import re
from collections.abc import Iterable

import numpy as np

from rca_dashboard.domain.likeness.terms import Hashes, hash_of
from rca_dashboard.domain.likeness.words import language_of, words

# Addresses and paths, and every word with a digit: numbers, times, hosts, ids.
_MASKED = re.compile(r"\S+@\S+|\w+://\S+|\\\\\S+|\b[\w.:-]*\d[\w.:-]*")
# A summary is shorter; a pasted text says what it is about in its first words.
_MOST_CHARACTERS = 400


def masked(summary: str) -> str:
    """Return a summary without numbers, hosts, ids and addresses."""
    return " ".join(_MASKED.sub(" ", summary[:_MOST_CHARACTERS]).replace("_", " ").split())


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
