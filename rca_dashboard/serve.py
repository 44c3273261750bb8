"""``python -m rca_dashboard.serve``: serve pages that are built already, as a container does.

It needs neither Bun nor Node nor a writable folder. ``reflex run --env prod`` builds the pages and then serves them in
the same way.
"""

import sys

from rca_dashboard.environment import real_environment
from rca_dashboard.live.reflex_adapter.production_server import prepare_built_pages, serve_built_pages

DEFAULT_PORT = 3000


def main() -> None:
    """Serve on PORT, 3000 by default, until a signal comes."""
    port = real_environment().get("PORT", "").strip() or str(DEFAULT_PORT)
    if not port.isdecimal() or not 0 < int(port) < 65_536:  # noqa: PLR2004 - the highest port
        sys.exit(f"PORT={port}: must be a port from 1 to 65535.")
    prepare_built_pages()
    serve_built_pages(int(port))


if __name__ == "__main__":
    main()
