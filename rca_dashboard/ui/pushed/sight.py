"""What the user of a browser may see, and shares with others who may see the same."""

from reflex.state import BaseState

from rca_dashboard.live.reflex_adapter.socket import sid_of
from rca_dashboard.live.running import running
from rca_dashboard.live.sights import Sight


def sight_of(state: BaseState) -> Sight:
    """Return the sight of the browser that a state belongs to."""
    live = running().live
    return live.sights.of(live.socket_sessions.identity(sid_of(state)))
