"""What the report of a case says. A pure function of the case's version: nothing here looks at a clock."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import STAGE_LABELS, Case, CaseEvent
from rca_dashboard.domain.cases.parts import Hypothesis, HypothesisState
from rca_dashboard.domain.report.blocks import Block, Bullets, Columns, Grid, Heading, Paragraph
from rca_dashboard.domain.shortened import shortened

MOST_TICKETS = 200
_MOST_COLUMNS = 40
_SHORT = 3_500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTicket:
    """A ticket of the case as the report shows it; a deleted one is shown as it was when it was added."""

    number: str
    summary: str
    role: str
    status: str
    opened_at: datetime | None
    ended_at: datetime | None
    requester: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything that a report is made of.

    Attributes:
        suspects: The likeliest changes, each with its number, text and figures in words.
        suspects_note: What they rest on, or why there are none.
        verdict: The verdict as it was when the case was last edited.
    """

    case: Case
    tickets: Sequence[ReportTicket]
    events: Sequence[CaseEvent]
    suspects: Sequence[tuple[str, str, str]] = ()
    suspects_note: str = ""
    verdict: str = ""


def report_of(data: ReportData) -> tuple[Block, ...]:
    """Return the blocks of a report."""
    return tuple(_blocks(data))


def short_report(data: ReportData) -> str:
    """Return a report in a few plain lines, for a problem in ServiceNow."""
    case = data.case
    causes = _with_state(case, HypothesisState.CONFIRMED)
    ruled_out = _with_state(case, HypothesisState.REFUTED)
    lines = [
        f"{case.number}, version {case.version}: {case.title}",
        case.statement,
        _impact(data),
        *(f"Cause: {each.text}" for each in causes),
        *(f"Ruled out: {each.text}, because {each.reason or 'of its evidence'}" for each in ruled_out),
        *(f"Action ({each.kind.value}): {each.text}, {_action_state(each)}" for each in case.actions),
        f"Verdict: {data.verdict}" if data.verdict else "",
    ]
    return shortened("\n".join(" ".join(line.split()) for line in lines if line.strip()), _SHORT)


def _blocks(data: ReportData) -> Iterator[Block]:
    case = data.case
    yield Heading(f"{case.number}: {case.title}", 1)
    yield Paragraph(
        f"Version {case.version} of {_moment(case.updated_at)}, {STAGE_LABELS[case.stage]}. {_approved(case)}"
    )
    yield Heading("Summary")
    yield Paragraph(case.statement or "No statement yet.")
    yield Heading("Impact")
    yield Paragraph(_impact(data))
    yield from _chart(data)
    yield from _is_not(case)
    yield Heading("Cause")
    yield from _causes(case)
    yield Heading("Changes that preceded")
    yield from _suspects(data)
    yield Heading("Actions")
    yield from _actions(case)
    yield Heading("Did the fix hold?")
    yield Paragraph(data.verdict or "Not known yet.")
    if case.review:
        yield Heading("Review")
        yield Paragraph(case.review)
    yield Heading("Timeline")
    yield Bullets(tuple(_event(each) for each in data.events) or ("Nothing yet.",))
    yield Heading("Tickets")
    yield from _tickets(data)
    yield Heading("How each figure was made")
    yield Bullets(_HOW)


_HOW = tuple(
    " ".join(each.split())
    for each in (
        "Hours open: from when a ticket was opened to when it was resolved or closed, or to this version, summed.",
        "People: different requesters.",
        """Base rate: before which share of the item's earlier incidents a change to it ended within as many whole days
        as the suspect did, against the share of all moments of which that is true; Clopper and Pearson's 95 % interval,
        where incidents within four hours count as one. It says nothing where the interval holds 1, or of fewer than ten
        incidents.""",
        "Placebo: the same question with the changes shifted by 1 to 8 whole weeks, either way.",
        """Verdict: days with at least one ticket that fits the signature (episodes four hours apart where there are
        many) per other ticket, before the trigger's peak and after the fix; mid-p binomial at two planned looks, 1 and
        4 %; the rate ratio has its exact 95 % interval.""",
    )
)


def _impact(data: ReportData) -> str:
    until = data.case.updated_at
    hours = sum(
        max(timedelta(0), min(each.ended_at or until, until) - each.opened_at) / timedelta(hours=1)
        for each in data.tickets
        if each.opened_at
    )
    people = len({each.requester for each in data.tickets if each.requester})
    return f"{len(data.tickets):,} tickets, {hours:,.0f} hours open, {people:,} people."


def _chart(data: ReportData) -> Iterator[Block]:
    days = Counter(each.opened_at.date() for each in data.tickets if each.opened_at)
    if not days:
        return
    first, last = min(days), max(days)
    step = (last - first).days // _MOST_COLUMNS + 1
    starts = [first + timedelta(days=step * place) for place in range((last - first).days // step + 1)]
    values = tuple(sum(days[each + timedelta(days=more)] for more in range(step)) for each in starts)
    unit = "day" if step == 1 else f"{step} days"
    yield Columns(f"Tickets opened, by {unit}", tuple(f"{each:%Y-%m-%d}" for each in starts), values)


def _is_not(case: Case) -> Iterator[Block]:
    if not case.is_not:
        return
    yield Heading("Is and is not")
    rows = (
        (line.label, line.holds, line.but_not, f"{line.n} of {line.of}" if line.of else "", line.note)
        for line in case.is_not
    )
    yield Grid(("", "Is", "Is not", "n", "Note"), tuple(rows), (2, 3, 3, 1.2, 3))


def _causes(case: Case) -> Iterator[Block]:
    for title, state in (
        ("Confirmed", HypothesisState.CONFIRMED),
        ("Refuted", HypothesisState.REFUTED),
        ("Open", HypothesisState.OPEN),
    ):
        found = _with_state(case, state)
        if found:
            yield Heading(title, 3)
            yield Bullets(tuple(line for each in found for line in _hypothesis(case, each)))
    if not case.hypotheses:
        yield Paragraph("No hypothesis yet.")
    if case.alternatives:
        yield Paragraph(f"No other was considered, because {case.alternatives}")


def _hypothesis(case: Case, hypothesis: Hypothesis) -> Iterator[str]:
    yield f"{hypothesis.text}{', because ' + hypothesis.reason if hypothesis.reason else ''}"
    for each in case.evidence:
        if each.hypothesis == hypothesis.id:
            named = f"{each.number}: " if each.number else ""
            answer = f" (answered: {each.answer})" if each.answer else ""
            yield f"Evidence {each.stance.value}: {named}{each.text}{answer}"


def _suspects(data: ReportData) -> Iterator[Block]:
    judged = [
        f"{each.number or 'None of these'}: {each.state.value}, because {each.reason} ({each.by})"
        for each in data.case.changes
        if each.reason
    ]
    if judged:
        yield Bullets(tuple(judged))
    if data.suspects:
        yield Grid(("Change", "What", "How suspicious"), tuple(data.suspects), (1.4, 3, 6))
    yield Paragraph(data.suspects_note or "No changes are known.")


def _actions(case: Case) -> Iterator[Block]:
    if not case.actions:
        yield Paragraph("No action yet.")
        return
    rows = ((each.kind.value, each.text, each.owner, _day(each.due_at), _action_state(each)) for each in case.actions)
    yield Grid(("Kind", "Action", "Owner", "Due", "State"), tuple(rows), (1.1, 5, 1.6, 1.6, 3))


def _action_state(action: object) -> str:
    done_at, done_by = getattr(action, "done_at", None), getattr(action, "done_by", "")
    verified_at, verified_by = getattr(action, "verified_at", None), getattr(action, "verified_by", "")
    if verified_at:
        return f"done, verified by {verified_by}"
    return f"done by {done_by}" if done_at else "to be done"


def _tickets(data: ReportData) -> Iterator[Block]:
    shown = data.tickets[:MOST_TICKETS]
    rows = ((each.number, each.summary, each.role, each.status, _moment(each.opened_at)) for each in shown)
    yield Grid(("Number", "Summary", "Role", "Status", "Opened (UTC)"), tuple(rows), (1.7, 5, 1.4, 1.4, 2))
    if len(data.tickets) > len(shown):
        yield Paragraph(f"And {len(data.tickets) - len(shown):,} more.")


def _approved(case: Case) -> str:
    state = approval_state(case)
    if state.approval is None:
        return "Not approved."
    stale = "" if state.is_valid else ", edited since"
    return f"Version {state.approval.version} approved by {state.approval.by}{stale}."


def _event(event: CaseEvent) -> str:
    text = event.text.replace(" → ", " to ") if event.kind == "stage" else event.text
    return f"{_moment(event.at)} {event.by}: {event.kind.replace('_', ' ')}{': ' + text if text else ''}"


def _with_state(case: Case, state: HypothesisState) -> list[Hypothesis]:
    return [each for each in case.hypotheses if each.state is state]


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
