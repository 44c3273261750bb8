"""How fast the push is: some browsers say when they show what was sent."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.messages import Probe
from rca_dashboard.live.running import running


class ProbeState(rx.State):
    """Asks browsers to answer; a state of its own, so that it re-renders nothing."""

    @rx.var(cache=False, initial_value=Probe())
    def probe(self) -> Probe:
        """Nothing between pushes that are measured."""
        return Probe()

    @rx.event
    @allowed(Role.VIEWER)
    def acknowledge(self, number: int) -> None:
        """Say that the push with this probe is on the screen; each browser is heard once, and only if it was asked."""
        running().live.usage.acknowledge(self.router.session.session_id, number)
