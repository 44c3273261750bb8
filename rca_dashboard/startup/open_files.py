"""How many files this process may have open: each browser is one."""

import contextlib
import sys

_UNLIMITED = 1_000_000
# OPEN_MAX of macOS, which accepts no higher limit even where the hard one is unlimited.
_MOST_ON_MACOS = 10_240


def raise_open_files() -> int:
    """Raise the soft limit to the hard one, which needs no privilege, and return the limit.

    The usual soft limit of 1,024 is from the time of select().
    """
    if sys.platform == "win32":
        return _UNLIMITED
    import resource  # noqa: PLC0415 - Unix only

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (hard, _MOST_ON_MACOS):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    reached, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _UNLIMITED if reached == resource.RLIM_INFINITY else reached
