"""What is kept of an answer: sentences that name a ticket or change of the case, and no other record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rca_dashboard.domain.assistant.masking import plain
from rca_dashboard.domain.assistant.material import DraftKind

LEAST_HYPOTHESES = 2
_MOST_PARAGRAPHS = 12
_LONGEST_ANSWER = 20_000
_LONGEST_SENTENCE = 800
_LIST_MARK = re.compile(r"^[\s#>*•-]*(?:\d{1,2}[.)]\s+)?")
_END = re.compile(r"(?<=[.!?])\s+")
_ONLY_RECORDS = re.compile(r"^(?:[\[(][^\])]*[\])][\s,;]*)+[.!?]?$")
_RECORD = re.compile(r"(?<![A-Za-z0-9])(?:RCA-\d+|[A-Z][A-Z_]{1,15}-?\d{3,})(?![A-Za-z0-9])", re.IGNORECASE)
_LINK = re.compile(r"://|\bwww\.|\]\(|<\w|javascript:|mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that a person may take into a field.

    Attributes:
        paragraphs: Of hypotheses, one each.
        dropped: How many sentences named no ticket or change of the case, or another record.
    """

    kind: DraftKind
    paragraphs: tuple[str, ...] = ()
    dropped: int = 0

    def note(self) -> str:
        """Return what a reader has to know of it."""
        parts = list[str]()
        if self.dropped:
            sentences = "sentence" if self.dropped == 1 else "sentences"
            parts.append(
                f"Left out: {self.dropped} {sentences} without a ticket or change of the case, or with another."
            )
        if self.kind is DraftKind.HYPOTHESES and len(self.paragraphs) < LEAST_HYPOTHESES:
            parts.append("Fewer than two hypotheses are left.")
        elif not self.paragraphs:
            parts.append("Nothing is left.")
        return " ".join(parts)


def draft_of(kind: DraftKind, answer: str, citable: frozenset[str], number: str) -> Draft:
    """Return what is kept of an answer.

    Args:
        kind: What was asked for.
        answer: The model's text.
        citable: The numbers of the tickets and changes that were sent, in capitals.
        number: The case's number, which may be named and is no evidence.
    """
    kept, dropped = list[str](), 0
    for line in plain(answer[:_LONGEST_ANSWER]).splitlines():
        sentences = list(_sentences(_LIST_MARK.sub("", line).strip()))
        good = [each for each in sentences if _is_founded(each, citable, number.upper())]
        dropped += len(sentences) - len(good)
        if good:
            kept.append(" ".join(good))
    return Draft(kind, tuple(kept[:_MOST_PARAGRAPHS]), dropped)


def _sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line; records in brackets after a full stop belong to the sentence before."""
    waiting = ""
    for piece in _END.split(line) if line else ():
        if waiting and _ONLY_RECORDS.match(piece):
            waiting = f"{waiting} {piece}"
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _is_founded(sentence: str, citable: frozenset[str], number: str) -> bool:
    if len(sentence) > _LONGEST_SENTENCE or _LINK.search(sentence):
        return False
    named = {each.upper() for each in _RECORD.findall(sentence)} - {number}
    others = {each for each in citable - named if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", sentence.upper())}
    return bool((named & citable) | others) and named <= citable
