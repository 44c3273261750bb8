"""A ticket's terms as compact arrays: what is stored of its texts, so that no restart reads them again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.domain.likeness.words import language_of, words
from rca_dashboard.domain.unspecified import is_unspecified

Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]

# A ticket with more different terms is a log; the first ones are its message.
MOST_TERMS = 600
_MOST_COUNTED = 255
_NONE = 0


@dataclass(frozen=True, slots=True)
class TicketText:
    """What likeness reads of a ticket; the fields are sys_ids or values, empty if unknown."""

    summary: str
    description: str = ""
    configuration_item: str = ""
    subcategory: str = ""
    service: str = ""


FIELDS = ("configuration_item", "subcategory", "service")


@dataclass(frozen=True, slots=True, eq=False)
class TicketTerms:
    """The terms of a ticket.

    Attributes:
        hashes: CRC-32 of each term, ascending. Four bytes and no dictionary of words: of half a million terms some
            thirty share a hash, which shifts no result that anyone would see.
        in_summary: How often each occurs in the summary.
        in_description: How often each occurs in the description.
        fields: Hashes of the fields in ``FIELDS``; 0 where one is empty.
    """

    hashes: Hashes
    in_summary: Counts
    in_description: Counts
    fields: Hashes

    @property
    def lengths(self) -> tuple[int, int]:
        """The number of words in the summary and in the description."""
        return int(self.in_summary.sum()), int(self.in_description.sum())

    def to_bytes(self) -> bytes:
        """Return the terms as they are stored: 12 bytes of fields, then 6 for each term."""
        parts = (self.fields.astype("<u4"), self.hashes.astype("<u4"), self.in_summary, self.in_description)
        return b"".join(part.tobytes() for part in parts)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "TicketTerms":
        """Return stored terms."""
        fields = np.frombuffer(stored, "<u4", len(FIELDS))
        count = (len(stored) - fields.nbytes) // 6
        start = fields.nbytes
        return cls(
            hashes=np.frombuffer(stored, "<u4", count, start),
            in_summary=np.frombuffer(stored, np.uint8, count, start + 4 * count),
            in_description=np.frombuffer(stored, np.uint8, count, start + 5 * count),
            fields=fields,
        )


def terms_of(text: TicketText) -> TicketTerms:
    """Return the terms of a ticket's texts."""
    language = language_of(text.summary, text.description)
    summary = _counted(text.summary, language)
    description = _counted(text.description, language)
    kept = dict.fromkeys((*summary, *description)).keys()
    hashes = np.array(sorted(list(kept)[:MOST_TERMS]), np.uint32)
    return TicketTerms(
        hashes=hashes,
        in_summary=_counts(hashes, summary),
        in_description=_counts(hashes, description),
        fields=np.array([field_hash(getattr(text, name)) for name in FIELDS], np.uint32),
    )


def hash_of(term: str) -> int:
    """Return the hash of a term."""
    return crc32(term.encode())


def field_hash(value: str) -> int:
    """Return the hash of a field's value; 0 for an empty one, and for one that says "other"."""
    return _NONE if is_unspecified(value) else hash_of(value.strip().casefold())


def _counted(text: str, language: str) -> Counter[int]:
    return Counter(hash_of(term) for _, term in words(text, language))


def _counts(hashes: Hashes, counted: Counter[int]) -> Counts:
    numbers: Iterable[int] = (min(counted[int(each)], _MOST_COUNTED) for each in hashes)
    return np.fromiter(numbers, np.uint8, len(hashes))
