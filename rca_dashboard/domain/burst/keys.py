"""What a burst may be about: the keys of a ticket, from the values with which it was opened."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from rca_dashboard.domain.unspecified import is_unspecified


class Kind(IntEnum):
    """The kinds of keys, the most specific first."""

    CLUSTER = 0
    CONFIGURATION_ITEM = 1
    SERVICE = 2
    CATEGORY_AT_LOCATION = 3
    SUBCATEGORY = 4
    GROUP = 5


class Key(NamedTuple):
    """One thing that tickets may be about."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A ticket as it was opened. Later values would make a burst of tidying up.

    Attributes:
        id: The ticket's key.
        at: When it was opened, in seconds since 1970, by ServiceNow's clock.
        caller: Who reported it.
        is_critical: Whether its priority is 1.
        keys: What it is about.
    """

    id: int
    at: int
    caller: str
    is_critical: bool
    keys: tuple[Key, ...]


def keys_of(values: dict[Kind, str]) -> tuple[Key, ...]:
    """Return the keys of a ticket's values, without those that say nothing."""
    return tuple(Key(kind, value) for kind, value in sorted(values.items()) if not is_unspecified(value))
