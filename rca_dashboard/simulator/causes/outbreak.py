"""One change that breaks something now: tickets about it, the fix, and, where that does not hold, all of it again."""

from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.causes.agenda import Agenda
from rca_dashboard.simulator.causes.planned_work import IMPLEMENT, REVIEW, PlannedWork
from rca_dashboard.simulator.causes.truth import Cause, Truth
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.desk import reporting
from rca_dashboard.simulator.desk.breakages import Breakage
from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import user_name

TICKETS = 14
TICKETS_AGAIN = 7
_SECONDS_BETWEEN = (12, 20)
_WORK_BEFORE = timedelta(minutes=12)
_WORK = timedelta(minutes=35)
_FIX_AFTER = timedelta(minutes=2)
_FIX = timedelta(seconds=90)
_BACK_AFTER = timedelta(minutes=3)


class Outbreak:
    """Plays one breakage at an instance.

    Args:
        instance: The instance.
        desk: Takes the tickets.
        breakage: What breaks.
        random: The random generator.
        truth: Is told what really happens.
        holds: Whether the first fix does.
    """

    def __init__(
        self, instance: Instance, desk: Desk, breakage: Breakage, random: Random, truth: Truth, *, holds: bool
    ) -> None:
        self._instance, self._desk, self._breakage, self._random = instance, desk, breakage, random
        self._truth = truth
        self._cause = Cause(kind="change", item=breakage.complaint.item, reason=breakage.cause)
        self._opened: list[str] = []
        self._fix = ""
        self._holds = holds

    def plan(self, agenda: Agenda, start: datetime) -> datetime:
        """Break it, which is done at once, and let the tickets come from ``start`` on; return when all is over."""
        self._break()
        end = self._plan_tickets(agenda, start, TICKETS)
        end = self._plan_fix(agenda, end + _FIX_AFTER)
        if not self._holds:
            end = self._plan_tickets(agenda, end + _BACK_AFTER, TICKETS_AGAIN)
            end = self._plan_fix(agenda, end + _FIX_AFTER)
        return end

    def happen_at_once(self) -> None:
        """Break it, and let all tickets about it come now."""
        self._break()
        for place in range(TICKETS):
            self._report(place)

    def _break(self) -> None:
        end = self._instance.clock() - _WORK_BEFORE
        change = PlannedWork(self._breakage, is_fix=False, start=end - _WORK, end=end).drafted(self._instance)
        # It was committed just now: a poll that is past its own time would not see it otherwise.
        change["sys_updated_on"] = to_text(self._instance.clock())
        self._instance.take_over("change_request", change)
        self._cause.change, self._cause.began_at = change["number"], to_text(end)
        self._truth.add(self._cause)
        self._truth.save()

    def _plan_tickets(self, agenda: Agenda, at: datetime, count: int) -> datetime:
        for place in range(count):
            agenda.add(at, lambda place=place: self._report(place))
            at += timedelta(seconds=self._random.uniform(*_SECONDS_BETWEEN))
        return at

    def _plan_fix(self, agenda: Agenda, start: datetime) -> datetime:
        agenda.add(start, lambda: self._begin_fix(start))
        agenda.add(start + _FIX, self._end_fix)
        return start + _FIX

    def _report(self, place: int) -> None:
        wordings = self._breakage.every_wording
        complaint, wording = self._breakage.complaint, wordings[place % len(wordings)]
        opened = self._desk.open(reporting.reported(complaint, self._random, wording=wording, share_routed=0.0))
        incident = self._instance.stored("incident", opened)
        self._opened.append(opened)
        self._cause.incidents.append(incident["number"])
        if self._cause.fixed_at and not self._cause.returned_at:
            self._cause.returned_at = incident["opened_at"]
        self._truth.save()

    def _begin_fix(self, start: datetime) -> None:
        work = PlannedWork(self._breakage, is_fix=True, start=start, end=start + _FIX)
        values = {**work.values(), "state": IMPLEMENT, "approval": "approved"}
        self._fix = self._instance.insert("change_request", values, by=user_name(work.author))
        self._desk.reserved.add(self._fix)
        if not self._cause.fix:
            self._cause.fix = self._instance.stored("change_request", self._fix)["number"]
        self._truth.save()

    def _end_fix(self) -> None:
        fix = self._instance.stored("change_request", self._fix)
        self._instance.update("change_request", self._fix, {"state": REVIEW}, by=fix["sys_updated_by"])
        self._desk.reserved.discard(self._fix)
        if not self._cause.fixed_at:
            self._cause.fixed_at, self._cause.holds = to_text(self._instance.clock()), self._holds
        self._truth.save()
        for each in self._opened:
            self._desk.resolve(each)
        self._opened.clear()
