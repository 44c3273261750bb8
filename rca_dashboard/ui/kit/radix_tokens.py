"""The tokens of Radix Themes: the scales of colour, space and radius that ``assets/style.css`` is written in."""

from typing import Any

from reflex_base.plugins.base import Plugin

PACKAGE = "@radix-ui/themes"
VERSION = "3.3.0"
SCALES = ("slate", "indigo", "grass", "amber", "red")


class RadixTokens(Plugin):
    """Brings the tokens alone: their CSS alone, 11 kB compressed."""

    def get_stylesheet_paths(self, **_: Any) -> tuple[str, ...]:  # noqa: ANN401 - Reflex's interface
        """Give the stylesheets of the tokens."""
        return (f"{PACKAGE}/tokens/base.css", *(f"{PACKAGE}/tokens/colors/{name}.css" for name in SCALES))

    def get_frontend_dependencies(self, **_: Any) -> tuple[str, ...]:  # noqa: ANN401 - the same
        """Give the package that holds them."""
        return (f"{PACKAGE}@{VERSION}",)
