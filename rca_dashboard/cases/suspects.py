"""The change suspects of a case, with their base rates and placebos. It blocks: call it in a worker thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rca_dashboard.cases.known_changes import history_before
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.words import language_of, words
from rca_dashboard.domain.suspects.base_rate import BaseRate, base_rate
from rca_dashboard.domain.suspects.fault import Item, fault_of, terms_in
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.placebo import Placebo, Placebos
from rca_dashboard.domain.suspects.ranking import WINDOW_DAYS, Ranked, Record, rank
from rca_dashboard.store.cases import preceding
from rca_dashboard.store.cases.preceding import TicketText
from rca_dashboard.store.engine import Database

MOST_SUSPECTS = 20
_MOST_SHARED = 8
NO_CHANGES = (
    "No changes are read: change_request is not among SERVICENOW_TABLES. Add it there to see which changes preceded."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A change that preceded a case's trigger.

    Attributes:
        rank: Its place, from 1.
        shared_items: The names of the items that it shares with the case's tickets.
        shared_words: The words that its summary shares with theirs.
    """

    rank: int
    ranked: Ranked
    summary: str
    shared_items: tuple[str, ...]
    shared_words: tuple[str, ...]
    base_rate: BaseRate
    placebo: Placebo

    @property
    def number(self) -> str:
        """The change's number."""
        return self.ranked.change.number

    @property
    def distance(self) -> str:
        """How long before the trigger its work ended, in words."""
        if self.ranked.is_under_way:
            return "was under way"
        return f"ended {_in_words(self.ranked.days)} before, by {self.ranked.change.work.ended_by}"

    def as_json(self) -> dict[str, Json]:
        """Return the suspect as REST shows it."""
        work = self.ranked.change.work
        return {
            "number": self.number,
            "rank": self.rank,
            "short_description": self.summary,
            "started_at": to_iso(work.started_at),
            "ended_at": None if self.ranked.is_under_way else to_iso(work.ended_at),
            "ended_by": work.ended_by,
            "is_under_way": self.ranked.is_under_way,
            "days": round(self.ranked.days, 3),
            "distance": self.distance,
            "shared": {"items": list(self.shared_items), "words": list(self.shared_words)},
            "sureness": round(self.ranked.sureness, 4),
            "base_rate": self.base_rate.as_json(),
            "placebo": self.placebo.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspects:
    """All suspects of a case.

    Attributes:
        suspects: The likeliest ones, likeliest first.
        none: The probability that none of the candidates is the cause.
        candidates: How many changes ended or were under way in the 30 days before.
        without_time: How many changes have no time at all, and were left out.
        trigger: The time that they preceded.
        record: What became of the desk's own first suspects.
        note: Why there are none, or what they rest on.
        reads_changes: Whether changes are read at all.
    """

    suspects: tuple[Suspect, ...] = ()
    none: float = 1.0
    candidates: int = 0
    without_time: int = 0
    trigger: datetime | None = None
    record: Record = field(default_factory=Record)
    note: str = ""
    reads_changes: bool = True

    def figures(self) -> dict[str, Json]:
        """Return what the list rests on."""
        return {
            "none": round(self.none, 4),
            "candidates": self.candidates,
            "without_time": self.without_time,
            "window_days": WINDOW_DAYS,
            "trigger_at": to_iso(self.trigger),
            "judged": self.record.judged,
            "right": self.record.right,
            "reads_changes": self.reads_changes,
            "note": self.note,
        }


def suspects_of(database: Database, case: Case, now: datetime, most: int = MOST_SUSPECTS) -> Suspects:
    """Return the suspects of a case."""
    if not preceding.reads_changes(database):
        return Suspects(note=NO_CHANGES, reads_changes=False)
    texts = preceding.texts_of_case(database, case.id)
    trigger = case.trigger_at or min((each.opened_at for each in texts if each.opened_at), default=case.created_at)
    history = history_before(database, trigger)
    items = [item for each in texts for item in each.items]
    fault = fault_of([(each.summary, each.description) for each in texts], items)
    record = preceding.desk_record(database)
    ranking = rank(fault, history, trigger.timestamp(), record=record)
    placebos = Placebos(fault, history, trigger.timestamp(), now.timestamp())
    first = ranking.suspects[:most]
    rates = _BaseRates(database, history, trigger, fault.items, first)
    said = _forms(texts)
    summaries = preceding.summaries(database, [each.change.key for each in first])
    return Suspects(
        suspects=tuple(
            Suspect(
                rank=place,
                ranked=each,
                summary=summaries.get(each.change.key, ""),
                shared_items=_shared_items(each, fault.items),
                shared_words=_shared_words(summaries.get(each.change.key, ""), said),
                base_rate=rates.of(each),
                placebo=placebos.of(each),
            )
            for place, each in enumerate(first, start=1)
        ),
        none=ranking.none,
        candidates=len(ranking.suspects),
        without_time=history.without_time,
        trigger=trigger,
        record=record,
        note=_note(len(ranking.suspects), history.without_time, record),
    )


def with_figures(judged: Mapping[str, Any], found: Suspects) -> dict[str, Any]:
    """Return a judgement on a change with what was shown of it: its rank, its sureness, its base rate.

    "None of these" is a judgement on the first suspect. The desk's own record is made of these.
    """
    number = judged.get("number", "")
    asked = (each for each in found.suspects if each.number == number or not number)
    suspect = next(asked, None)
    if suspect is None:
        return {**judged, "rank": 0}
    shown: dict[str, Json] = {
        "rank": suspect.rank,
        "sureness": round(suspect.ranked.sureness, 4),
        "distance": suspect.distance,
        "base_rate": suspect.base_rate.in_words(),
        "placebo": suspect.placebo.in_words(),
    }
    return {**judged, "rank": suspect.rank if number else 0, "snapshot": {**judged.get("snapshot", {}), **shown}}


class _BaseRates:
    """The base rates of some suspects, by the rarest item that each shares with the fault."""

    def __init__(
        self,
        database: Database,
        history: ChangeHistory,
        trigger: datetime,
        items: tuple[Item, ...],
        suspects: Sequence[Ranked],
    ) -> None:
        self._history = history
        self._trigger = trigger
        wanted = {each.id for each in items}
        shared = {one.place: [each for each in one.change.items if each.id in wanted] for one in suspects}
        self._items = {
            place: max(some, key=lambda each: history.item_rarity(each.id)) for place, some in shared.items() if some
        }
        ids = {item.id for item in self._items.values()}
        self._incidents = preceding.incidents_of_items(database, ids, trigger)
        first = preceding.first_opened(database)
        ended = float(history.ended[0]) if len(history) else trigger.timestamp()
        self._since = max(ended, first.timestamp() if first else ended)

    def of(self, suspect: Ranked) -> BaseRate:
        """Return a suspect's base rate."""
        item = self._items.get(suspect.place)
        if item is None:
            return BaseRate()
        incidents, ended = self._incidents[item.id], self._history.of_item(item.id)
        return base_rate(item.name or item.id, suspect.days, incidents, ended, self._since, self._trigger.timestamp())


def _in_words(days: float) -> str:
    """Return a distance in time as people say it."""
    hours = days * 24
    if hours < 2:  # noqa: PLR2004 - an hour and a half is 90 minutes
        return f"{hours * 60:.0f} min"
    return f"{hours:.0f} h" if hours < 48 else f"{days:.0f} days"  # noqa: PLR2004 - the same


def _shared_items(suspect: Ranked, items: tuple[Item, ...]) -> tuple[str, ...]:
    wanted = {each.id for each in items}
    return tuple(dict.fromkeys(each.name or each.id for each in suspect.change.items if each.id in wanted))


def _forms(texts: tuple[TicketText, ...]) -> Mapping[str, str]:
    """Return each term of the tickets with how it is written there."""
    found: dict[str, str] = {}
    for each in texts:
        for part in (each.summary, each.description):
            for word, term in words(part, language_of(part)):
                found.setdefault(term, word)
    return found


def _shared_words(summary: str, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said[term] for term in terms_in(summary) if term in said))[:_MOST_SHARED]


def _note(candidates: int, without_time: int, record: Record) -> str:
    parts = [f"{candidates:,} changes ended or were under way in the {WINDOW_DAYS} days before."]
    if without_time:
        parts.append(f"{without_time:,} changes say no time and were left out.")
    if record.judged:
        parts.append(f"Of {record.judged:,} first suspects judged here, {record.right:,} were it.")
    return " ".join(parts)
