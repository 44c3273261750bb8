"""The tokens of Radix Themes: the scales of colour that ``assets/style.css`` is written in."""

from typing import Any

from reflex_base.plugins.base import Plugin

_NAME = "@radix-ui/themes"
_SCALES = ("slate", "indigo", "grass", "amber", "red")

# For ``frontend_packages`` of rxconfig.py: were it a dependency of the plugin, Reflex would have every page load the
# package's components too, 80 kB that no page uses.
PACKAGE = f"{_NAME}@3.3.0"


class RadixTokens(Plugin):
    """Brings the tokens' CSS alone, 11 kB compressed."""

    def get_stylesheet_paths(self, **_: Any) -> tuple[str, ...]:  # noqa: ANN401 - Reflex's interface
        """Return the stylesheets of the tokens."""
        return (f"{_NAME}/tokens/base.css", *(f"{_NAME}/tokens/colors/{name}.css" for name in _SCALES))
