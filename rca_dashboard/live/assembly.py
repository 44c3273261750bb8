"""Wires the live half: hub, push, personal data, the operations page and the page load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import reflex as rx

from rca_dashboard.access.access import Access
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.visibility import EVERYTHING, Visibility
from rca_dashboard.live.cases.reader import StoredCases
from rca_dashboard.live.cases.rooms import CaseRooms
from rca_dashboard.live.hub.burst_band import BurstBand, news_of
from rca_dashboard.live.hub.handed_reader import HandedReader
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.limited_reader import LimitedReader
from rca_dashboard.live.hub.list_figures import FiguresOfLists
from rca_dashboard.live.hub.relay import MemoryRelay, Relay
from rca_dashboard.live.messages import PollView, Status
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push import OperationsRoom, OperationsScreens
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.operations.view import InsightView, insight_view
from rca_dashboard.live.operations.workers import WorkerFigures, Workers
from rca_dashboard.live.page_load.context import PageStates
from rca_dashboard.live.page_load.guard import EndedLogins, Guard
from rca_dashboard.live.page_load.page_load import PageLoad, PageLoadParts
from rca_dashboard.live.page_load.rooms import Rooms
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.looks import Looks
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.notifier import Notifier
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.personal.servicenow_users import ServiceNowUsers
from rca_dashboard.live.personal.view_changes import ViewChanges
from rca_dashboard.live.push import RoomPush, Screens
from rca_dashboard.live.reflex_adapter.first_frame import FirstFrame
from rca_dashboard.live.reflex_adapter.socket import Socket
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.live.running import Live, running
from rca_dashboard.live.sights import Sight, Sights
from rca_dashboard.store.engine import Database


class Browsers:
    """The browsers of an app: their sockets and the identity behind each."""

    def __init__(self, app: rx.App) -> None:
        self.app = app
        self.socket = Socket(app)
        self.socket.keep_order()
        self.socket.keep_little_of_handshakes()
        self.sessions = SocketSessions(app)
        self.ended_logins = EndedLogins(self.socket, self.sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the live half needs to know about the pages.

    Attributes:
        screens: The states that show what is pushed.
        operations_screens: The same for the operations page.
        states: Fills a browser's own states when its page loads.
        list_route: The route of the list.
        operations_route: The route of the operations page.
    """

    screens: Screens
    operations_screens: OperationsScreens
    states: PageStates
    list_route: str
    operations_route: str


def build_live(  # noqa: PLR0913 - wiring
    browsers: Browsers,
    pages: Pages,
    database: Database,
    relay: Relay,
    access: Access,
    *,
    polling: Callable[[], PollView],
    first: Status,
    leads: Callable[[], bool] = lambda: True,
) -> Live:
    """Build the live half, and route every event of the app through it.

    Args:
        browsers: The browsers it pushes to.
        pages: The pages they show.
        database: The store.
        relay: Wakes the hub when the store has changed.
        access: Decides who may do what.
        polling: Returns the polling status as the pages show it.
        first: The status before anything was read.
        leads: Returns whether this worker leads.
    """
    socket, everyones = browsers.socket, database
    # What runs in the background serves everyone, whoever's event has woken it.
    database = database.seen_by(EVERYTHING)
    push = RoomPush(socket, pages.screens)
    bells = Bells(database, push, relay.wake, sees=access.visibility_of_user)
    notifier = Notifier(database, bells, polling, access.people, leads=leads, sees=access.visibility_of_user)
    usage = Usage(socket, lambda: hub.reads, push)
    users = ServiceNowUsers(database)
    looks = Looks(everyones, socket.sids)
    reader = HandedReader(database)
    figures = FiguresOfLists(reader.figures, push)
    cases = CaseRooms(StoredCases(database), push)
    hub = Hub(
        reader,
        push,
        relay,
        polling,
        first=first,
        on_changes=lambda changes: _follow(changes, cases, usage),
        after_tick=lambda: _wake(notifier, figures, looks, sights),
    )

    def limited_sight(visibility: Visibility) -> Sight:
        reader, scope = LimitedReader(everyones, visibility), RoomPush(socket, pages.screens, f"{visibility.key}/")
        own_relay, own_figures = MemoryRelay(), FiguresOfLists(reader.figures, scope)
        own_cases = CaseRooms(StoredCases(everyones.seen_by(visibility)), scope)
        own_hub = Hub(
            reader,
            scope,
            own_relay,
            polling,
            first=first,
            on_changes=own_cases.follow,
            after_tick=own_figures.wake,
        )
        counts = own_hub.view_counts
        counts.serve(views.view_keys, lambda changed: views.push_counts_to(scope, counts, changed))
        return Sight(own_hub, scope, own_figures, own_cases, own_relay)

    sights = Sights(Sight(hub, push, figures, cases), limited_sight, access.teams.visibility_of)
    views = NamedViews(database, push, hub.view_counts, users)
    hub.view_counts.serve(views.view_keys, views.push_counts)
    workers = Workers(
        database,
        WorkerFigures(
            leads=leads,
            browsers=lambda: usage.totals().browsers,
            seconds_silent=lambda: hub.seconds_silent,
            sockets=access.sockets.counts,
            count_elsewhere=access.sockets.count_elsewhere,
            shed=access.sockets.shed,
        ),
    )
    live = Live(
        hub=hub,
        socket_sessions=browsers.sessions,
        personal=Personal(database, push, sights.refresh_for),
        bells=bells,
        users=users,
        views=views,
        view_changes=ViewChanges(database, views),
        notifier=notifier,
        operations=OperationsDesk(
            lambda: running().sync,
            database,
            OperationsRoom(socket, pages.operations_screens),
            usage,
            workers.shown,
            _insight_of(hub),
        ),
        usage=usage,
        bursts=BurstBand(push, lambda burst: notifier.announce(news_of(burst, utc_now()))),
        figures=figures,
        cases=cases,
        workers=workers,
        looks=looks,
        sights=sights,
    )
    _let_events_pass(browsers, pages, live, access)
    return live


async def _follow(changes: Sequence[Change], cases: CaseRooms, usage: Usage) -> None:
    await cases.follow(changes)
    await usage.measure_push(changes)


def _wake(*readers: Notifier | FiguresOfLists | Looks | Sights) -> None:
    for reader in readers:
        reader.wake()


def _let_events_pass(browsers: Browsers, pages: Pages, live: Live, access: Access) -> None:
    guard = Guard(browsers.sessions, access.asked_sessions)
    guard.refuse_unknown_events(browsers.app)
    parts = PageLoadParts(
        guard=guard,
        socket_sessions=browsers.sessions,
        rooms=Rooms(
            live.sights,
            live.views,
            browsers.socket,
            list_route=pages.list_route,
            operations_route=pages.operations_route,
        ),
        sights=live.sights,
        personal=live.personal,
        bells=live.bells,
        views=live.views,
        looks=live.looks,
        operations=live.operations,
        usage=live.usage,
        states=pages.states,
        first_frame=FirstFrame(browsers.app, browsers.socket),
    )
    browsers.app.add_middleware(PageLoad(parts), index=0)


def _insight_of(hub: Hub) -> Callable[[], InsightView]:
    def view() -> InsightView:
        insight = running().insight
        return insight_view(insight.figures() if insight else None, hub.seq)

    return view
