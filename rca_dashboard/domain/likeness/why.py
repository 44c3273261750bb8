"""Why two tickets are near: the words and fields that weighed most, where they stand, and what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.pruned_search import FIELD_SHARES, Hit
from rca_dashboard.domain.likeness.terms import TicketText, hash_of, terms_of
from rca_dashboard.domain.likeness.words import language_of, words

# More would be a list that no one reads; the rest weighs less than each of these.
MOST_WORDS = 8
_LEAST_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Shared:
    """A word or a field that both tickets have, and what it adds to their nearness.

    Attributes:
        name: The word as the first ticket writes it, or the field's name.
        weight: Its share of the first ticket's nearness to itself.
    """

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a found ticket is near.

    Attributes:
        words: The shared words that weighed most, heaviest first.
        fields: The shared fields.
        differing: The fields that both have and that differ.
        marked: Every written form of these words in either text, in lower case.
    """

    words: tuple[Shared, ...] = ()
    fields: tuple[Shared, ...] = ()
    differing: tuple[str, ...] = ()
    marked: frozenset[str] = frozenset()


def why(index: LikenessIndex, ticket: TicketText, other: TicketText, hit: Hit) -> Why:
    """Return why ``other``, which a search for ``ticket`` found, is near."""
    shares = index.shares(terms_of(ticket), terms_of(other))
    own, theirs = _forms(ticket), _forms(other)
    heaviest = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    chosen = [(term, share) for term, share in heaviest if share >= _LEAST_SHARE and term in own]
    return Why(
        words=tuple(Shared(min(own[term], key=len), round(share, 4)) for term, share in chosen),
        fields=tuple(Shared(name, share) for name, share in hit.same_fields.items()),
        differing=tuple(_differing(ticket, other)),
        marked=frozenset(form for term, _ in chosen for form in (*own[term], *theirs.get(term, ()))),
    )


def _forms(text: TicketText) -> Mapping[int, list[str]]:
    """Return how each term is written, in order."""
    language = language_of(text.summary, text.description)
    forms: dict[int, list[str]] = {}
    for part in (text.summary, text.description):
        for word, term in words(part, language):
            known = forms.setdefault(hash_of(term), [])
            if word not in known:
                known.append(word)
    return forms


def _differing(ticket: TicketText, other: TicketText) -> Iterable[str]:
    for name in FIELD_SHARES:
        mine, yours = getattr(ticket, name), getattr(other, name)
        if mine and yours and mine.casefold() != yours.casefold():
            yield name
