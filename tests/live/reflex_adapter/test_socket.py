"""What the app relies on in Reflex without a promise, checked with the app itself."""

import inspect
from collections.abc import Iterator

import pytest
from reflex.state import BaseState, State
from reflex_base.event import Event

from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.live.reflex_adapter.packet_log import packet_name
from rca_dashboard.live.reflex_adapter.socket import PAGE_LOADS, delta, is_page_load
from rca_dashboard.rca_dashboard import app
from rca_dashboard.ui.pushed.screens import SCREENS
from rca_dashboard.ui.pushed.ticket_list import NOTHING_YET, TicketListState


def every_state(state: type[BaseState] = State) -> Iterator[type[BaseState]]:
    yield state
    for child in state.get_substates():
        yield from every_state(child)


def test_a_frame_sets_the_vars_that_a_states_own_snapshot_sets() -> None:
    ((name, values),) = delta(TicketListState, page=NOTHING_YET).items()
    snapshot = State(_reflex_internal_init=True).dict(initial=True)
    assert set(values) <= set(snapshot[name])


def test_every_screen_has_the_var_that_is_pushed_to_it() -> None:
    for field in ("pulse", "changed", "status", "notices", "choices", "probe"):
        assert field in getattr(SCREENS, field).computed_vars
    assert "page" in SCREENS.tickets.computed_vars
    assert {"ticket", "pulse"} <= set(SCREENS.ticket.computed_vars)
    assert "preferences" in SCREENS.preferences.computed_vars
    assert "marks" in SCREENS.marks.base_vars


def test_a_page_load_is_one_of_two_events_that_reflex_has() -> None:
    handlers = {name for state in every_state() for name in state.event_handlers}
    assert set(PAGE_LOADS) <= handlers
    assert is_page_load(Event(name="reflex___state____state.hydrate_and_load"))
    assert not is_page_load(Event(name=f"{TicketListState.get_full_name()}.resync"))


def test_no_computed_var_of_any_state_is_asynchronous() -> None:
    asynchronous = [
        f"{state.get_full_name()}.{name}"
        for state in every_state()
        for name, var in state.computed_vars.items()
        if inspect.iscoroutinefunction(var.fget)
    ]
    assert asynchronous == []


def test_a_browsers_state_holds_its_view_and_no_copy_of_the_list() -> None:
    assert TicketListState.base_vars == {}
    assert list(vars(TicketListState)["__own_fields__"]) == ["_view_key"]
    assert TicketListState.computed_vars["page"]._initial_value == TicketPage(view="", rev=-1)


def test_the_app_has_a_socket_with_a_namespace() -> None:
    assert app.sio is not None
    assert app.event_namespace is not None
    assert app.sio.manager.rooms == {}


@pytest.mark.parametrize(
    ("packet", "name"),
    [
        ("2", "ping"),
        ("3", "pong"),
        ('0{"sid":"x"}', "open"),
        ('40/_event,{"event":{"name":"secret"}}', "connect"),
        ('42/_event,["event",{"delta":{}}]', "event:event"),
        ('42["new_token","secret"]', "event:new_token"),
        ("41/_event,", "disconnect"),
        ("", "unknown"),
        ('42/_event,["a b\\"c"]', "event"),
    ],
)
def test_a_packet_is_named_without_its_content(packet: str, name: str) -> None:
    assert packet_name(packet) == name
