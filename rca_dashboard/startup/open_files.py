"""How many files this process may have open: each browser is one."""

import sys

_UNLIMITED = 1_000_000


def raise_open_files() -> int:
    """Raise the soft limit to the hard one, which needs no privilege, and return the limit.

    The usual soft limit of 1,024 is from the time of select().
    """
    if sys.platform == "win32":
        return _UNLIMITED
    import resource  # noqa: PLC0415 - Unix only

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # macOS allows no more than its own maximum
        return soft
    return _UNLIMITED if hard == resource.RLIM_INFINITY else hard
