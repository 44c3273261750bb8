"""Parsers of the settings of databases: each returns the value of a text, or raises a ``ValueError``."""

from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


def database_url(text: str) -> str:
    """Parse the SQLAlchemy URL of a SQLite file or a PostgreSQL database; the driver becomes psycopg 3."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the original message could contain the password
        url = None
    if url is None or url.drivername not in ("sqlite", *_POSTGRESQL):
        raise ValueError("must be sqlite:///file.db or postgresql://user:password@host/name")
    if not url.database or url.database == ":memory:":
        raise ValueError("names no database; must be sqlite:///file.db or postgresql://user:password@host/name")
    if url.drivername in _POSTGRESQL:
        if "@" in f"{url.host}{url.database}":  # the end of a password, which would be shown as the host's beginning
            raise ValueError("has more than one @; in a user name or password it must be written as %40")
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def listen_url(text: str) -> str:
    """Parse the URL of a PostgreSQL database that is listened to, or empty for DATABASE_URL."""
    if text and not database_url(text).startswith("postgresql"):
        raise ValueError("must be postgresql://user:password@host/name; SQLite has no wake-ups")
    return text


def redis_url(text: str) -> str:
    """Parse the URL of a Valkey or Redis server, or empty for none."""
    address = urlsplit(text)
    if text and (address.scheme not in ("redis", "rediss", "valkey", "valkeys") or not address.hostname):
        raise ValueError("must be redis://host:6379 or valkey://host:6379 (rediss:// or valkeys:// with TLS), or empty")
    return text
