"""Column types that store the same values, in the same order, in SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """An aware time: ``timestamptz`` in PostgreSQL, whole microseconds since 1970 in SQLite, which has no time type.

    Integers compare as the times do, take eight bytes instead of the 26 of a text, and have only one form.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else BigInteger()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - its type is the database's
        """Return the value to store.

        Raises:
            ValueError: If the time is naive.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value!r} has no time zone"
            raise ValueError(message)
        return value if dialect.name == "postgresql" else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - the same
        """Return the stored time, in UTC whatever the connection's zone is."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else _EPOCH + value * _MICROSECOND


class PlainText(TypeDecorator[str]):
    """A text that sorts and compares by code points in both databases, whatever PostgreSQL's locale is."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()


class RowId(TypeDecorator[int]):
    """An integer of eight bytes; SQLite's row key must be declared as ``INTEGER``."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return BigInteger() if dialect.name == "postgresql" else Integer()
