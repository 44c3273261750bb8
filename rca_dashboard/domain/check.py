"""What was looked at before trusting it: the instance, the settings, the database."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check came out: ``failed`` is for a person to mend, ``warning`` for one to know."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What was looked at, such as ``Credentials`` or ``Table incident``.
        seen: What was seen, in words for a person and without any secret.
        remedy: What to do; empty where all is well.
    """

    name: str
    outcome: Outcome
    seen: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """The whole in one sentence for a log."""
        told = f"{self.name}: {self.seen.rstrip('.')}"
        return f"{told}; {self.remedy.rstrip('.')}." if self.remedy else f"{told}."


def passed(name: str, seen: str) -> Check:
    """Say that all is well."""
    return Check(name=name, outcome=Outcome.OK, seen=seen)


def warned(name: str, seen: str, remedy: str) -> Check:
    """Say what somebody should know."""
    return Check(name=name, outcome=Outcome.WARNING, seen=seen, remedy=remedy)


def failed(name: str, seen: str, remedy: str) -> Check:
    """Say what somebody has to mend."""
    return Check(name=name, outcome=Outcome.FAILED, seen=seen, remedy=remedy)
