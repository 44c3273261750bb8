"""The device behind a ``User-Agent``, in words that a person recognizes: "Firefox on Windows"."""

import re

# The first that matches: most browsers call themselves Chrome and Safari too.
_BROWSERS = (
    (r"Edg(?:A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Vivaldi/", "Vivaldi"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"HeadlessChrome/|Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Version/[\d.]+.*Safari/", "Safari"),
    (r"curl/", "curl"),
    (r"python-(?:httpx|requests)/", "a Python program"),
)
_SYSTEMS = (
    (r"iPad", "iPad"),
    (r"iPhone", "iPhone"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return the browser and the system of a ``User-Agent``, or as much of the two as is known."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "Unknown device"


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")
