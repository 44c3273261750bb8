"""What suspects are compared by: the words, the phrases and the items of a change and of a fault."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rca_dashboard.domain.likeness.terms import Hashes, hash_of
from rca_dashboard.domain.likeness.words import language_of, words
from rca_dashboard.domain.suspects.change_work import Work

# A fault of hundreds of tickets says the same in each: these are the first ones.
MOST_TICKETS = 50
# What a change's description says first is what is changed; test plans and approvals follow.
_DESCRIPTION_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Item:
    """A configuration item or a service."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ChangeTerms:
    """A change, ready to be compared.

    Attributes:
        key: The row of its ticket.
        number: Such as ``CHG0000012``.
        work: When its work was done.
        items: Its configuration item and its service.
        words: The words of its summary and of the beginning of its description, as ascending hashes.
        summary: Which of them are in its summary.
        phrases: Two neighbouring words of its summary.
        names: The words of its items' names.
    """

    key: int
    number: str
    work: Work
    items: tuple[Item, ...]
    words: Hashes
    summary: Hashes
    phrases: Hashes
    names: Hashes


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """The tickets of a case as one fault.

    Attributes:
        items: Their configuration items and services.
        summary: The words of their summaries, as ascending hashes.
        description: The words that only their descriptions have.
        phrases: The phrases that only their descriptions have.
        names: The words of their items' names.
    """

    items: tuple[Item, ...]
    summary: Hashes
    description: Hashes
    phrases: Hashes
    names: Hashes


def change_terms(
    *, key: int, number: str, work: Work, summary: str, description: str = "", items: Sequence[Item] = ()
) -> ChangeTerms:
    """Return a change, ready to be compared."""
    own = terms_in(summary)
    return ChangeTerms(
        key=key,
        number=number,
        work=work,
        items=tuple(items),
        words=hashes_of({*own, *terms_in(description[:_DESCRIPTION_CHARACTERS])}),
        summary=hashes_of(own),
        phrases=hashes_of(phrases_in(own)),
        names=_names(items),
    )


def fault_of(texts: Sequence[tuple[str, str]], items: Iterable[Item]) -> Fault:
    """Return the fault that some tickets describe, each by its summary and description."""
    summaries = [terms_in(summary) for summary, _ in texts[:MOST_TICKETS]]
    descriptions = [terms_in(description) for _, description in texts[:MOST_TICKETS]]
    said = {term for each in summaries for term in each}
    phrased = {phrase for each in summaries for phrase in phrases_in(each)}
    kept = tuple({each.id: each for each in items if each.id}.values())
    return Fault(
        items=kept,
        summary=hashes_of(said),
        description=hashes_of({term for each in descriptions for term in each} - said),
        phrases=hashes_of({phrase for each in descriptions for phrase in phrases_in(each)} - phrased),
        names=_names(kept),
    )


def terms_in(text: str) -> list[str]:
    """Return the terms of a text in its order."""
    return [term for _, term in words(text, language_of(text))]


def phrases_in(terms: Sequence[str]) -> set[str]:
    """Return each two neighbouring terms."""
    return {f"{first} {second}" for first, second in pairwise(terms)}


def hashes_of(terms: Iterable[str]) -> Hashes:
    """Return the hashes of some terms, ascending."""
    return np.array(sorted({hash_of(term) for term in terms}), np.uint32)


def _names(items: Iterable[Item]) -> Hashes:
    return hashes_of({term for each in items for term in terms_in(each.name.replace("/", " "))})
