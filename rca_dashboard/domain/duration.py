"""Durations as people read them."""

_A_MINUTE = 60
_AN_HOUR = 3600


def duration(seconds: float) -> str:
    """Return a duration such as ``45 s``, ``3 min 20 s`` or ``2 h 5 min``."""
    whole = round(seconds)
    if whole < _A_MINUTE:
        return f"{whole} s"
    if whole < _AN_HOUR:
        return f"{whole // _A_MINUTE} min {whole % _A_MINUTE} s"
    return f"{whole // _AN_HOUR} h {whole % _AN_HOUR // _A_MINUTE} min"
