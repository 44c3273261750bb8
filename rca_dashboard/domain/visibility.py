"""Which tickets a person may see: all, or those that any of their teams is responsible for."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFilter:
    """The tickets of a team: those that match each field that names something.

    Attributes:
        assignment_groups: Names or sys_ids.
        companies: Names or sys_ids.
        tables: Task tables.
    """

    assignment_groups: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the filter as JSON for the database and REST."""
        return {name: list(values) for name, values in asdict(self).items()}


@dataclass(frozen=True)
class Visibility:
    """What a reader may see.

    Attributes:
        filters: A ticket is visible if it matches any of them; None for all tickets.
    """

    filters: tuple[TeamFilter, ...] | None

    @property
    def is_limited(self) -> bool:
        """Whether there may be tickets that the reader may not see."""
        return self.filters is not None

    @cached_property
    def key(self) -> str:
        """A short text that is equal for equal visibilities; empty for all tickets."""
        if self.filters is None:
            return ""
        parts = sorted(json.dumps(each.as_json(), sort_keys=True) for each in self.filters)
        return sha256("\n".join(parts).encode()).hexdigest()[:16]


EVERYTHING = Visibility(None)
NOTHING = Visibility(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who see the same tickets, and only those of their teams.

    Attributes:
        id: 0 before it is stored.
        usernames: Members by hand.
        groups: Members by a group that the identity provider names.
        roles: Members by role: ``viewer`` or ``agent``; admins see everything.
    """

    id: int = 0
    name: str
    filter: TeamFilter
    usernames: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def has(self, username_key: str, role: str, groups: frozenset[str]) -> bool:
        """Return whether someone is a member."""
        return username_key in self.usernames or role in self.roles or not groups.isdisjoint(self.groups)
