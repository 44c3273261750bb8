"""Parsers of settings of mail."""

import re
from urllib.parse import urlsplit

from rca_dashboard.access.account_care.mail import MAIL_ADDRESS

_SENDER = re.compile(rf"(?:[^<>@\x00-\x1f\x7f\",;]* <{MAIL_ADDRESS}>|{MAIL_ADDRESS})")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)


def mail_url(text: str) -> str:
    """Parse the URL of a mail server, or nothing."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_server = parts.scheme in ("smtp", "smtps", "smtp+plain") and _HOST.fullmatch(parts.hostname or "")
        is_server = is_server and parts.port != 0 and parts.path in ("", "/") and not parts.query and not parts.fragment
    except ValueError:  # the original message could contain the password
        is_server = False
    if not is_server:
        raise ValueError(
            "must be smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or smtp+plain://host:25, "
            "with @ : / # in user and password written as %40 %3A %2F %23"
        )
    return text


def mail_sender(text: str) -> str:
    """Parse who sends mail, or nothing: an address, also as ``Name <address>``."""
    if text and not _SENDER.fullmatch(text):
        raise ValueError("must be an address such as dashboard@example.com, or Name <dashboard@example.com>")
    return text
