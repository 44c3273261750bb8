"""The verdict on a case's fix, and the tickets by which it was found. It blocks: call it in a worker thread."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.parts import Verdict, VerdictKind
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.segment import Floats
from rca_dashboard.domain.verdict.signature import Signature, signature_of
from rca_dashboard.domain.verdict.verdict import Findings, findings
from rca_dashboard.store.cases import preceding
from rca_dashboard.store.cases.preceding import Opened
from rca_dashboard.store.engine import Database

_BEFORE = timedelta(weeks=26)
_MOST_SHOWN = 10
PREVIEW_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerdict:
    """A verdict on a case.

    Attributes:
        note: Why there is none yet.
        signature: By which tickets it was found.
        found: The figures; None without a fix or a signature.
        noted: What the figures do not say: that it came back after they were found, or that somebody has accepted that
            it cannot be known.
        recurrences: The first tickets that came after the fix.
        changed: What else changed since the fix: the numbers of changes to the same items.
    """

    note: str = ""
    signature: Signature = field(default_factory=Signature)
    found: Findings | None = None
    noted: Verdict | None = None
    recurrences: tuple[Opened, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def kind(self) -> VerdictKind | None:
        """The verdict; None as long as there is none."""
        return self.noted.kind if self.noted else self.found.kind if self.found else None

    def in_words(self) -> str:
        """Return the verdict, and what the figures say."""
        figures = self.figures_in_words()
        if self.noted is None:
            return figures
        by = self.noted.accepted_by
        accepted = f"Cannot be known, {by} accepts: {self.noted.reason.rstrip('.')}." if by else ""
        return " ".join(each for each in (accepted or f"{self.noted.text.rstrip('.')}.", figures) if each)

    def figures_in_words(self) -> str:
        """Return what the figures say by themselves."""
        if self.found is None:
            return self.note
        also = f" Other things changed too: {', '.join(self.changed[:_MOST_SHOWN])}." if self.changed else ""
        return self.found.in_words() + (also if self.found.kind is VerdictKind.FEWER else "")

    def as_json(self) -> dict[str, Json]:
        """Return the verdict as REST shows it."""
        empty: dict[str, Json] = {"verdict": None, "text": self.note}
        figures = self.found.as_json() if self.found else empty
        return {
            **figures,
            "verdict": self.kind.value if self.kind else None,
            "text": self.in_words(),
            "signature": self.signature.in_words(),
            "tickets": [_ticket_json(each) for each in self.recurrences[:_MOST_SHOWN]],
            "also_changed": list(self.changed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a signature finds in the last half year: how many tickets in each week, and the last of them."""

    signature: Signature
    weeks: tuple[int, ...]
    tickets: tuple[Opened, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the preview as REST shows it."""
        return {
            "signature": self.signature.in_words(),
            "count": sum(self.weeks),
            "weeks": list(self.weeks),
            "tickets": [_ticket_json(each) for each in self.tickets],
        }


def verdict_of(database: Database, case: Case, now: datetime) -> CaseVerdict:
    """Return whether a case's fix held."""
    signature = signature_of(case.signature)
    if signature.is_empty:
        note = "No signature yet: by which tickets would it be seen that it came back?"
        return CaseVerdict(note=note, noted=_noted(case, None))
    if case.fixed_at is None:
        return CaseVerdict(note="Not fixed yet: an action that removes the cause is to be done.", signature=signature)
    first = preceding.first_opened(database) or case.fixed_at
    since = max(first, case.fixed_at - _BEFORE)
    fitting = preceding.tickets_that_fit(database, signature, since, now)
    mine = np.array([each.opened_at.timestamp() for each in fitting])
    others = _without(preceding.opened_between(database, since, now), mine)
    trigger = case.trigger_at.timestamp() if case.trigger_at and case.trigger_at < case.fixed_at else None
    found = findings(
        mine,
        others,
        fixed=case.fixed_at.timestamp(),
        now=now.timestamp(),
        known_since=since.timestamp(),
        trigger=trigger,
    )
    after = tuple(each for each in fitting if each.opened_at >= case.fixed_at)
    return CaseVerdict(
        signature=signature,
        found=found,
        noted=_noted(case, found),
        recurrences=after,
        changed=_changed(database, case, case.fixed_at),
    )


def preview(database: Database, signature: Signature, now: datetime) -> Preview:
    """Return what a signature finds in the last half year, week by week, the oldest first."""
    since = now - timedelta(weeks=PREVIEW_WEEKS)
    fitting = preceding.tickets_that_fit(database, signature, since, now)
    places = [min(PREVIEW_WEEKS - 1, (each.opened_at - since) // timedelta(weeks=1)) for each in fitting]
    counts = np.bincount(np.array(places, np.int64), minlength=PREVIEW_WEEKS)
    return Preview(signature=signature, weeks=tuple(counts.tolist()), tickets=fitting[-_MOST_SHOWN:])


def _noted(case: Case, found: Findings | None) -> Verdict | None:
    """Return the case's newest verdict where it says more than the figures do."""
    newest = case.verdicts[-1] if case.verdicts else None
    if newest is None or (case.fixed_at and newest.at < case.fixed_at):
        return None
    if newest.kind is VerdictKind.CANNOT_BE_KNOWN:
        return newest if found is None or not found.looks else None
    is_news = newest.kind is VerdictKind.CAME_BACK and found is not None and found.kind is not VerdictKind.CAME_BACK
    return newest if is_news else None


def _changed(database: Database, case: Case, fixed_at: datetime) -> tuple[str, ...]:
    """Return the changes to the case's items whose work ended since the fix."""
    items = {item.id for each in preceding.texts_of_case(database, case.id) for item in each.items}
    changes = preceding.changes_since(database, fixed_at)
    return tuple(
        each.number
        for each in changes
        if each.work.ended_at and each.work.ended_at >= fixed_at and any(item.id in items for item in each.items)
    )


def _without(every: Floats, mine: Floats) -> Floats:
    """Return all times but one for each of mine."""
    places = np.searchsorted(every, mine, side="left")
    repeated = places + np.arange(len(mine)) - np.searchsorted(mine, mine, side="left")
    return np.delete(every, repeated[repeated < len(every)])


def _ticket_json(ticket: Opened) -> dict[str, Json]:
    return {
        "sys_id": ticket.sys_id,
        "number": ticket.number,
        "short_description": ticket.summary,
        "opened_at": to_iso(ticket.opened_at),
    }
