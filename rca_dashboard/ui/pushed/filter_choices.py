"""The options in the filter menus: the values that occur among the tickets."""

import reflex as rx

from rca_dashboard.live.running import running
from rca_dashboard.store.queries import NO_CHOICES, FilterChoices


class ChoicesState(rx.State):
    """Pairs of value and label for each filter, the same for all."""

    @rx.var(cache=False, initial_value=NO_CHOICES)
    def choices(self) -> FilterChoices:
        """The shared options."""
        return running().live.hub.choices
