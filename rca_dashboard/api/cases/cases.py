"""All routes of cases."""

from collections.abc import Callable

from rca_dashboard.api.cases.edits import add_case_edits
from rca_dashboard.api.cases.reads import add_case_reads
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.cases.cases import Cases


def add_case_routes(routes: Routes, questions: Questions, cases: Callable[[], Cases]) -> None:
    """Add the routes below ``/cases``."""
    add_case_reads(routes, questions, cases)
    add_case_edits(routes, cases)
