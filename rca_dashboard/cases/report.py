"""The report of a case, read from the store as the case was when it was last edited."""

from rca_dashboard.cases.suspects import suspects_of
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.report.content import ReportData
from rca_dashboard.store.cases.reading import case_events
from rca_dashboard.store.cases.report_tickets import report_tickets
from rca_dashboard.store.engine import Database

_MOST_EVENTS = 1_000
_MOST_SUSPECTS = 5


def report_data(database: Database, case: Case) -> ReportData:
    """Return what the report of a case is made of. It blocks for up to a second: call it in a worker thread."""
    at = case.updated_at
    found = suspects_of(database, case, at, _MOST_SUSPECTS)
    return ReportData(
        case=case,
        tickets=report_tickets(database, case.id),
        events=[each for each in case_events(database, case.id, limit=_MOST_EVENTS) if each.seq <= case.revision],
        suspects=[
            (each.number, each.summary, f"{each.distance}; {each.base_rate.in_words()}; {each.placebo.in_words()}")
            for each in found.suspects
        ],
        suspects_note=found.note,
        verdict=verdict_of(database, case, at).in_words(),
    )
