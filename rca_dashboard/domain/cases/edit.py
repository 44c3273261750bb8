"""An edit of a case, and why one may be refused."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rca_dashboard.domain.cases.case import Case, CaseTicket
from rca_dashboard.domain.json_types import Json


class CaseError(Exception):
    """An edit that is refused; the text says why, in a sentence for people."""


class InvalidCaseError(CaseError):
    """A value that a case cannot hold."""


class NoSuchPartError(CaseError):
    """A part that the case does not have."""


class GateNotMetError(CaseError):
    """A stage that the case cannot reach yet.

    Attributes:
        missing: What is missing, each in words.
    """

    def __init__(self, stage: str, missing: Sequence[str]) -> None:
        super().__init__(f"{stage} needs {'; '.join(missing)}.")
        self.missing = tuple(missing)


class NotAllowedError(CaseError):
    """Something that another person has to do."""


class CaseConflictError(CaseError):
    """An edit of a version that is no longer the newest: somebody else has saved meanwhile.

    Attributes:
        case: The case as it is now.
        difference: What has changed since the version that was edited.
    """

    def __init__(self, case: Case, expected: int, changes: Mapping[str, tuple[Json, Json]]) -> None:
        super().__init__(
            f"{case.number} has been changed by {case.updated_by or 'someone'}: "
            f"you edited version {expected}, and it is at version {case.version}."
        )
        self.case = case
        self.difference = changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A case after an edit, and what the edit is called.

    Attributes:
        kind: The kind of its event.
        subject: The id of the part; 0 for the case, or for a part that is new.
        sys_id: The one ticket or change that it is about.
        tickets: Tickets that are added, or get another role.
        removed: The sys_ids of tickets that leave the case.
    """

    case: Case
    kind: str
    text: str = ""
    subject: int = 0
    sys_id: str = ""
    tickets: tuple[CaseTicket, ...] = ()
    removed: tuple[str, ...] = ()


def same_person(one: str, other: str) -> bool:
    """Return whether two usernames are one person's; providers spell a name in different cases."""
    return bool(one) and _key(one) == _key(other)


def _key(username: str) -> str:
    return unicodedata.normalize("NFKC", username.strip()).casefold()
