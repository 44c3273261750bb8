"""``reflex run --env prod`` serves by a function of ours.

Reflex 0.10.1 imports ``rxconfig.py`` before it knows that it runs in production, so that nothing there can choose the
server by its mode; and it starts gunicorn as a process of its own, which it leaves behind when it is ended.
"""

from collections.abc import Callable

from reflex.environment import environment
from reflex.utils import exec as reflex_exec
from reflex.utils.exec import get_app_instance
from reflex_base.constants import LogLevel

# Called with host, port, the app, and gunicorn's name of a log level.
Serve = Callable[[str, int, str, str], None]


def serve_production_by(serve: Serve) -> None:
    """Have Reflex serve by a function, once its pages are built."""

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
