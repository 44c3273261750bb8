"""Results of the startup checks: the instance, the settings, the database."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The outcome of a check: ``failed`` needs fixing, ``warning`` is worth knowing."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check and its result.

    Attributes:
        name: What was checked, such as ``Credentials`` or ``Table incident``.
        seen: What was found, in words for people and without any secret.
        remedy: What to do; empty if the check passed.
    """

    name: str
    outcome: Outcome
    seen: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """The result in one sentence, for a log."""
        summary = f"{self.name}: {self.seen.rstrip('.')}"
        return f"{summary}; {self.remedy.rstrip('.')}." if self.remedy else f"{summary}."


def passed(name: str, seen: str) -> Check:
    """Return a check that passed."""
    return Check(name=name, outcome=Outcome.OK, seen=seen)


def warned(name: str, seen: str, remedy: str) -> Check:
    """Return a check with a warning."""
    return Check(name=name, outcome=Outcome.WARNING, seen=seen, remedy=remedy)


def failed(name: str, seen: str, remedy: str) -> Check:
    """Return a check that failed."""
    return Check(name=name, outcome=Outcome.FAILED, seen=seen, remedy=remedy)
