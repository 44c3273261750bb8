"""A desk at which things have causes: it keeps its rhythm, and now and then a change breaks something."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.causes.agenda import Agenda
from rca_dashboard.simulator.causes.history import COMPLAINTS_A_DAY, fill_history
from rca_dashboard.simulator.causes.outbreak import Outbreak
from rca_dashboard.simulator.causes.rhythm import busyness
from rca_dashboard.simulator.causes.truth import Truth
from rca_dashboard.simulator.desk import reporting
from rca_dashboard.simulator.desk.breakages import (
    CRM,
    EXCHANGE,
    PAYROLL,
    PRINTER,
    PRINTER_WORDINGS,
    VPN,
    WIRELESS,
    Breakage,
)
from rca_dashboard.simulator.desk.complaints import usual_complaint
from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance

FIRST_OUTBREAK = timedelta(seconds=40)
"""When the first tickets about a broken change come: the app has read the history by then, even on a slow machine."""

_PAUSE = timedelta(minutes=3)
_LONG_PAUSE = timedelta(minutes=40)
_OUTBREAKS: tuple[tuple[Breakage, bool], ...] = ((VPN, True), (CRM, False), (PAYROLL, True), (WIRELESS, False))
# So that something happens while someone looks. Nothing is filled in of what comes from the portal, and hardly two are
# the same: it is more than in the history without being a burst of anything.
_PORTAL_SECONDS = (10.0, 24.0)
_WORK_SECONDS = (2.0, 6.0)
# A burst is three times what is usual: this much more than in the history is none.
_COMPLAINTS_AN_HOUR = 2 * COMPLAINTS_A_DAY / 24
# What a fix of weeks ago did not end comes back where people see it.
_RETURNS = (timedelta(minutes=2, seconds=30), timedelta(minutes=6))


class DeskWithCauses:
    """Plays a desk by its instance's clock; the same seed and clock give the same events.

    Args:
        instance: The instance.
        seed: The random seed; a desk that resumes after a restart does not repeat itself.
        truth: Is told what really causes the tickets.
    """

    def __init__(self, instance: Instance, *, seed: int = 1, truth: Truth | None = None) -> None:
        self.truth = truth or Truth()
        self._instance = instance
        self._random = Random(f"{seed}:causes:{instance.numbering('incident').ordinal}")
        self._desk = Desk(instance, seed=seed)
        self._agenda = Agenda()
        self._is_planned = False
        self._outbreaks = 0

    def fill_history(self, *, share: float = 1.0) -> None:
        """Load five weeks into an empty instance; a share of what came without a cause, for tests."""
        with self._instance.locked():
            fill_history(self._instance, self._desk, self._random, self.truth, share=share)

    def break_next(self) -> None:
        """Let the next change break something and its tickets come now, without its fix: for a test."""
        with self._instance.locked():
            breakage, holds = self._next_breakage()
            Outbreak(self._instance, self._desk, breakage, self._random, self.truth, holds=holds).happen_at_once()

    def seconds_until_next(self) -> float:
        """Return the seconds until something happens."""
        self._plan()
        now, next_at = self._instance.clock(), self._agenda.next_at
        return max(0.0, (next_at - now).total_seconds()) if next_at else 1.0

    def advance(self) -> None:
        """Let happen what is due."""
        self._plan()
        with self._instance.locked():  # so that what was chosen is not deleted meanwhile
            for action in self._agenda.take_due(self._instance.clock()):
                action()

    def _plan(self) -> None:
        """Begin with the first call: until then, time has not passed."""
        if self._is_planned:
            return
        self._is_planned = True
        now = self._instance.clock()
        if self._outbreaks == 0 and self._has_resumed():
            self._outbreaks = self._random.randrange(len(_OUTBREAKS))
        self._repeat(self._desk.work, lambda: self._random.uniform(*_WORK_SECONDS))
        self._repeat(self._open_from_portal, lambda: self._random.uniform(*_PORTAL_SECONDS))
        self._repeat(self._open_complaint, self._seconds_to_complaint)
        self._repeat(self._open_on_monday, lambda: self._random.uniform(1200, 3600))
        for delay in _RETURNS:
            self._agenda.add(now + delay, self._open_again)
        self._break(now + FIRST_OUTBREAK)

    def _has_resumed(self) -> bool:
        return not self.truth.causes

    def _repeat(self, action: Callable[[], object], seconds: Callable[[], float]) -> None:
        def happen() -> None:
            action()
            self._agenda.add(self._instance.clock() + timedelta(seconds=seconds()), happen)

        self._agenda.add(self._instance.clock() + timedelta(seconds=seconds()), happen)

    def _break(self, start: datetime) -> None:
        breakage, holds = self._next_breakage()
        outbreak = Outbreak(self._instance, self._desk, breakage, self._random, self.truth, holds=holds)
        end = outbreak.plan(self._agenda, start)
        # The second comes while the first is still on the page; then it gets quiet.
        pause = _PAUSE if self._outbreaks == 1 else _LONG_PAUSE
        self._agenda.add(end + pause - FIRST_OUTBREAK, lambda: self._break(end + pause))

    def _next_breakage(self) -> tuple[Breakage, bool]:
        self._outbreaks += 1
        return _OUTBREAKS[(self._outbreaks - 1) % len(_OUTBREAKS)]

    def _open_from_portal(self) -> None:
        self._desk.open(reporting.from_portal(self._random))

    def _open_complaint(self) -> None:
        self._desk.open(reporting.reported(usual_complaint(self._random), self._random))

    def _seconds_to_complaint(self) -> float:
        return self._random.expovariate(_COMPLAINTS_AN_HOUR * busyness(self._instance.clock()) / 3600)

    def _open_on_monday(self) -> None:
        now = self._instance.clock()
        if now.weekday() == 0 and 7 <= now.hour < 10:  # noqa: PLR2004 - a Monday morning, as in the history
            wording = self._random.choice(PRINTER_WORDINGS)
            self._desk.open(reporting.reported(PRINTER, self._random, wording=wording))

    def _open_again(self) -> None:
        wording = self._random.choice(EXCHANGE.every_wording)
        self._desk.open(reporting.reported(EXCHANGE.complaint, self._random, wording=wording))
