"""A user's display preferences, stored per user and shared by all tabs."""

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TypeVar

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.priority import Priority

Choice = TypeVar("Choice", bound=StrEnum)

COLUMNS = (
    "ticket_id",
    "short_description",
    "status",
    "priority",
    "due_at",
    "category",
    "assignment_group",
    "assigned_to",
    "source",
    "age",
    "opened_at",
    "updated_at",
)


# How long before its end a service level can be about to be breached.
DUE_MINUTES = (5, 10, 15, 30, 60, 120, 240)


class LiveMode(StrEnum):
    """How the list handles arriving changes (``live-mode`` in the page).

    Attributes:
        LIVE: Rows are inserted while the reader is idle at the top.
        NOTIFY: No row moves; the bar counts new tickets.
        PAUSED: Nothing on the screen changes, not even in place; the bar counts.
    """

    LIVE = "live"
    NOTIFY = "notify"
    PAUSED = "paused"


class ToastChoice(StrEnum):
    """Which toasts a user wants."""

    OFF = "off"
    ERRORS = "errors"
    ALL = "all"


class Density(StrEnum):
    """Row height."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Separator(StrEnum):
    """The separator between the cells of an exported CSV file."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


class Language(StrEnum):
    """The language of the pages.

    Attributes:
        UNCHOSEN: Whatever the browser at hand was set to; without a login there is no user to keep it for.
        SYSTEM: The first of the browser's languages that the pages speak.
    """

    UNCHOSEN = ""
    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class NoticeEvent(StrEnum):
    """What a notification can be about."""

    NEW_TICKET = "new_ticket"
    UPDATED_TICKET = "updated_ticket"
    WATCHED_TICKET = "watched_ticket"
    SLA_DUE = "sla_due"
    SLA_BREACHED = "sla_breached"
    POLLING = "polling"
    IMPORT = "import"
    BURST = "burst"
    RECURRENCE = "recurrence"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """Which events become a notification. Within one field any value matches; an empty field matches everything.

    ``WATCHED_TICKET`` matches whatever the other fields hold; ``POLLING`` and ``IMPORT`` have no ticket.

    Attributes:
        due_minutes: How long before its end a service level is about to be breached; one of ``DUE_MINUTES``.
    """

    events: tuple[NoticeEvent, ...] = (
        NoticeEvent.NEW_TICKET,
        NoticeEvent.WATCHED_TICKET,
        NoticeEvent.POLLING,
        NoticeEvent.BURST,
        NoticeEvent.RECURRENCE,
    )
    priority: tuple[int, ...] = (Priority.CRITICAL.value,)
    table: tuple[str, ...] = ()
    assignment_group: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    due_minutes: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The preferences of one user.

    Attributes:
        columns: The fields of the list's columns, in order; a subset of ``COLUMNS`` that is never empty.
        has_single_keys: Whether single-key shortcuts are enabled (WCAG 2.1.4 requires that they can be turned off).
    """

    live_mode: LiveMode = LiveMode.LIVE
    toasts: ToastChoice = ToastChoice.ALL
    density: Density = Density.COMFORTABLE
    columns: tuple[str, ...] = COLUMNS
    has_single_keys: bool = True
    separator: Separator = Separator.COMMA
    language: Language = Language.UNCHOSEN
    notices: NoticeRules = field(default_factory=NoticeRules)

    def as_json(self) -> dict[str, Json]:
        """Return the preferences as JSON for storage."""
        names = [part.name for part in fields(self.notices) if part.name != "due_minutes"]
        rules = {name: list(getattr(self.notices, name)) for name in names}
        return {
            "live_mode": self.live_mode.value,
            "toasts": self.toasts.value,
            "density": self.density.value,
            "columns": list(self.columns),
            "has_single_keys": self.has_single_keys,
            "separator": self.separator.value,
            "language": self.language.value,
            "notices": {
                **{name: [_plain(choice) for choice in choices] for name, choices in rules.items()},
                "due_minutes": self.notices.due_minutes,
                "known_events": [each.value for each in NoticeEvent],
            },
        }

    @classmethod
    def from_json(cls, kept: Json) -> "Preferences":
        """Return the stored preferences; invalid ones (of another release, say) become their default."""
        values = kept if isinstance(kept, dict) else {}
        columns = tuple(name for name in _texts(values.get("columns")) if name in COLUMNS)
        return cls(
            live_mode=_one_of(LiveMode, values.get("live_mode"), LiveMode.LIVE),
            toasts=_one_of(ToastChoice, values.get("toasts"), ToastChoice.ALL),
            density=_one_of(Density, values.get("density"), Density.COMFORTABLE),
            columns=tuple(dict.fromkeys(columns)) or COLUMNS,
            has_single_keys=values.get("has_single_keys") is not False,
            separator=_one_of(Separator, values.get("separator"), Separator.COMMA),
            language=_one_of(Language, values.get("language"), Language.UNCHOSEN),
            notices=_rules(values.get("notices")),
        )


def _plain(choice: object) -> Json:
    return choice if isinstance(choice, int) else str(choice)


def _texts(kept: Json) -> tuple[str, ...]:
    return tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()


def _one_of(kind: type[Choice], kept: Json, default: Choice) -> Choice:
    return kind(kept) if isinstance(kept, str) and kept in set(kind) else default


# Rules that were stored without the events to choose from chose among these. A later one has its default for them.
_FIRST_EVENTS = tuple(each for each in NoticeEvent if each is not NoticeEvent.RECURRENCE)


def _rules(kept: Json) -> NoticeRules:
    if not isinstance(kept, dict):
        return NoticeRules()
    rules = NoticeRules()
    if "events" in kept:
        known = set(NoticeEvent)
        chosen_events = [NoticeEvent(name) for name in _texts(kept["events"]) if name in known]
        offered = _texts(kept["known_events"]) if "known_events" in kept else _FIRST_EVENTS
        later = [each for each in rules.events if each not in offered and each not in chosen_events]
        rules = replace(rules, events=(*chosen_events, *later))
    if isinstance(priorities := kept.get("priority"), list):
        chosen = tuple(number for number in priorities if isinstance(number, int) and number in set(Priority))
        rules = replace(rules, priority=chosen)
    minutes = kept.get("due_minutes")
    if isinstance(minutes, int) and minutes in DUE_MINUTES:
        rules = replace(rules, due_minutes=minutes)
    texts = {name: _texts(kept.get(name)) for name in ("table", "assignment_group", "category", "source")}
    return replace(rules, **texts)
