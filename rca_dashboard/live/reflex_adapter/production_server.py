"""Replaces the server of ``reflex run --env prod`` with a function of the app.

Reflex 0.10.1 imports ``rxconfig.py`` before it knows that it runs in production, so the server cannot be chosen there
by mode; and it starts gunicorn as a separate process, which it leaves running when it is terminated.
"""

from collections.abc import Callable

from reflex.config import get_config, reload_config
from reflex.environment import environment
from reflex.utils import exec as reflex_exec
from reflex.utils.exec import get_app_instance
from reflex_base.constants import CompileContext, Env, LogLevel

# Called with host, port, the app, and a log level by gunicorn's name.
Serve = Callable[[str, int, str, str], None]


def serve_production_by(serve: Serve) -> None:
    """Make Reflex call a function to serve, once its pages are built."""

    def run_backend_prod(
        host: str,
        port: int,
        loglevel: LogLevel = LogLevel.ERROR,
        mount_frontend_compiled_app: bool = False,  # noqa: FBT001, FBT002 - Reflex's interface
    ) -> None:
        environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(mount_frontend_compiled_app)
        environment.REFLEX_SKIP_COMPILE.set(True)
        serve(host, port, get_app_instance(), loglevel.value)

    reflex_exec.run_backend_prod = run_backend_prod


def prepare_built_pages() -> None:
    """Tell Reflex that it runs in production with pages that are built; before its configuration is read."""
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_COMPILE_CONTEXT.set(CompileContext.RUN)
    environment.REFLEX_SKIP_COMPILE.set(True)


def serve_built_pages(port: int) -> None:
    """Serve pages, events and REST on one port, as Reflex does once it has built the pages."""
    get_config()._set_persistent(frontend_port=port, backend_port=port)  # noqa: SLF001 - Reflex's own command does so
    config = reload_config()
    level = config.loglevel.subprocess_level()
    reflex_exec.run_backend_prod(config.backend_host, port, level, mount_frontend_compiled_app=True)
