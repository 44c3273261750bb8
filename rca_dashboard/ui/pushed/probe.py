"""The latency of the push: some browsers acknowledge when they show what was sent."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.messages import Probe
from rca_dashboard.live.running import running


class ProbeState(rx.State):
    """Asks browsers to acknowledge; in its own state, so that it re-renders nothing."""

    @rx.var(cache=False, initial_value=Probe())
    def probe(self) -> Probe:
        """Empty except in pushes that are measured."""
        return Probe()

    @rx.event
    @allowed(Role.VIEWER)
    def acknowledge(self, number: int) -> None:
        """Acknowledge that the push with this probe is on the screen; counted once per browser, and only if asked."""
        running().live.usage.acknowledge(self.router.session.session_id, number)
