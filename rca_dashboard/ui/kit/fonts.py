"""The fonts, which are built into the pages: no browser asks another host for them."""

from typing import Any

from reflex_base.plugins.base import Plugin

_TEXT = "@fontsource-variable/inter"
_FIGURES = "@fontsource-variable/jetbrains-mono"

# For ``frontend_packages`` of rxconfig.py, as the tokens' package.
PACKAGES = (f"{_TEXT}@5.3.0", f"{_FIGURES}@5.3.0")


class Fonts(Plugin):
    """Brings the fonts by their stylesheets; a browser loads only the alphabets that a page shows, 48 kB for Latin."""

    def get_stylesheet_paths(self, **_: Any) -> tuple[str, ...]:  # noqa: ANN401 - Reflex's interface
        """Return the stylesheets that name the font files."""
        return (f"{_TEXT}/wght.css", f"{_FIGURES}/wght.css")
