"""States of browsers that have left are dropped; those of open pages are kept, however long they are idle."""

import pytest
from reflex.config import get_config
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rca_dashboard.live.reflex_adapter.abandoned_states import AbandonedStates
from rca_dashboard.rca_dashboard import app

A_MONTH_SECONDS = 30 * 86_400


def token(ident: str) -> BaseStateToken:
    return BaseStateToken(ident=ident, cls=State)


async def test_a_state_is_dropped_when_two_sweeps_find_no_browser() -> None:
    states, connected = StateManagerMemory(), {"here", "comes back"}
    left = AbandonedStates(lambda: states, lambda: connected)
    for ident in ("here", "comes back", "gone"):
        await states.get_state(token(ident))
    connected.remove("comes back")
    left.sweep()
    assert set(states.states) == {"here", "comes back", "gone"}
    connected.add("comes back")
    left.sweep()
    assert set(states.states) == {"here", "comes back"}
    left.sweep()
    assert set(states.states) == {"here", "comes back"}
    connected.clear()
    left.sweep()
    left.sweep()
    assert states.states == {}
    assert states._token_expires_at == {}
    assert states._states_locks == {}
    await states.close()


async def test_a_state_that_an_event_holds_goes_later() -> None:
    states = StateManagerMemory()
    left = AbandonedStates(lambda: states, set)
    async with states.modify_state(token("busy")):
        left.sweep()
        left.sweep()
        assert set(states.states) == {"busy"}
    left.sweep()
    assert states.states == {}
    await states.close()


async def test_what_refers_to_itself_is_looked_for_when_several_times_as_many_have_left_as_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rca_dashboard.live.reflex_adapter.abandoned_states.FEW_LEFT", 10)
    states, connected, collections = StateManagerMemory(), {"here", "there", "and there"}, []
    left = AbandonedStates(lambda: states, lambda: connected, lambda: collections.append(len(states.states)))

    async def leave(*numbers: int) -> None:
        for number in numbers:
            await states.get_state(token(f"gone {number}"))
        left.sweep()
        left.sweep()

    await leave(*range(29))
    assert (len(states.states), collections) == (0, [])
    await leave(29)
    assert collections == [0]
    connected.clear()
    await leave(*range(9))
    assert collections == [0]
    await leave(9)
    assert collections == [0, 0]
    left.sweep()
    assert collections == [0, 0]
    await states.close()


def test_reflex_itself_forgets_no_state_of_a_page_that_is_only_looked_at() -> None:
    assert isinstance(app.state_manager, StateManagerMemory)
    assert get_config().redis_token_expiration >= A_MONTH_SECONDS
