"""A signature: by which tickets it is seen that an incident comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from math import ceil
from typing import Any

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.words import language_of, words

# Of three words two, of five three: the share that makes two summaries one cluster.
THRESHOLD = 0.6
MOST_WORDS = 20
_LEAST_THRESHOLD = 0.1


@dataclass(frozen=True, slots=True)
class Signature:
    """Tickets of a cluster, or with certain words, of a configuration item or of any.

    Attributes:
        cluster: The cluster's id; 0 for none.
        words: The words as they were written.
        terms: Their stems.
        item: The sys_id or the name of the configuration item; empty for any.
        threshold: The share of the words that a ticket's summary must have.
    """

    cluster: int = 0
    words: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    item: str = ""
    threshold: float = THRESHOLD

    @property
    def is_empty(self) -> bool:
        """Whether it fits no ticket."""
        return not (self.cluster or self.terms or self.item)

    @property
    def least(self) -> int:
        """How many of the words a summary must have."""
        return max(1, ceil(self.threshold * len(self.terms) - 1e-9)) if self.terms else 0

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What summaries that fit contain at least one of: so many words that no more than the others may be absent."""
        longest = sorted(zip(self.words, self.terms, strict=True), key=lambda pair: -len(pair[1]))
        needed = longest[: len(self.terms) - self.least + 1]
        return tuple(_common_beginning(word, term) for word, term in needed)

    def fits(self, summary: str, items: Iterable[str], cluster: int = 0) -> bool:
        """Return whether a ticket fits.

        Args:
            summary: Its short description.
            items: The sys_id and the name of its configuration item.
            cluster: Its cluster; 0 for none.
        """
        if self.is_empty or (self.item and self.item.casefold() not in {each.casefold() for each in items}):
            return False
        if self.cluster and self.cluster != cluster:
            return False
        return self.matches(summary)

    def matches(self, summary: str) -> bool:
        """Return whether a summary has enough of the words."""
        if not self.terms:
            return True
        found = {term for _, term in words(summary, language_of(summary))}
        return sum(term in found for term in self.terms) >= self.least

    def in_words(self) -> str:
        """Return the signature as a sentence."""
        parts = [f"of cluster {self.cluster}"] if self.cluster else []
        if self.words:
            parts.append(f"with {self.least} of the words {', '.join(self.words)}")
        if self.item:
            parts.append(f"of {self.item}")
        return f"tickets {' and '.join(parts)}" if parts else "no tickets"


def signature_of(given: Mapping[str, Json]) -> Signature:
    """Return a stored signature; what makes no sense in it is left out."""
    value: Any = given.get("words", ())
    text = value if isinstance(value, str) else " ".join(str(each) for each in value or ())
    found = {term: word for word, term in words(text, language_of(text))}
    kept = list(found.items())[:MOST_WORDS]
    threshold = given.get("threshold")
    cluster = given.get("cluster")
    return Signature(
        cluster=cluster if isinstance(cluster, int) and cluster > 0 else 0,
        words=tuple(word for _, word in kept),
        terms=tuple(term for term, _ in kept),
        item=str(given.get("cmdb_ci") or given.get("item") or "").strip(),
        threshold=min(1.0, max(_LEAST_THRESHOLD, threshold)) if isinstance(threshold, int | float) else THRESHOLD,
    )


def _common_beginning(word: str, term: str) -> str:
    """Return what every form of a word begins with: "happi" is the stem of "happy"."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(word, term, strict=False))
    return "".join(letter for letter, _ in pairs) or word[:1]
