"""Which state shows which part of the push."""

from rca_dashboard.live.operations.push import OperationsScreens
from rca_dashboard.live.push import Screens
from rca_dashboard.ui.pushed.bell import BellState
from rca_dashboard.ui.pushed.bursts import BurstState
from rca_dashboard.ui.pushed.cases import CasesState, CaseState
from rca_dashboard.ui.pushed.everywhere import (
    ChangedRowsState,
    ChoicesState,
    NoticeState,
    ProbeState,
    PulseState,
    StatusState,
)
from rca_dashboard.ui.pushed.figures import FiguresState
from rca_dashboard.ui.pushed.operations import AuditState, OperationsState, PollsState, PushState
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.pushed.ticket_list import TicketListState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.pushed.views import ViewsState

SCREENS = Screens(
    tickets=TicketListState,
    pulse=PulseState,
    changed=ChangedRowsState,
    status=StatusState,
    notices=NoticeState,
    choices=ChoicesState,
    bursts=BurstState,
    preferences=PreferencesState,
    marks=TicketMarksState,
    bell=BellState,
    ticket=TicketState,
    probe=ProbeState,
    views=ViewsState,
    figures=FiguresState,
    case=CaseState,
    cases=CasesState,
)
OPERATIONS_SCREENS = OperationsScreens(operations=OperationsState, polls=PollsState, audit=AuditState, push=PushState)
