"""The index of words: FTS5 in SQLite, ``tsvector`` in PostgreSQL, with the same words in both.

SQLite: a contentless table (``content=''``), which stores no text a second time and is given the old words when a
ticket changes; this works in every SQLite since 3.20, while ``contentless_delete`` needs 3.43. ``detail=none`` omits
the positions of words: with 100,000 tickets of 50 words the index takes 12 MB and 19 µs per ticket; FTS5's ``trigram``,
which would also find the middle of words, takes 43 MB and 72 µs, more than all other writes of an upsert may.
``prefix='1'`` answers the first key at once: without it that takes 280 ms with a million tickets.

PostgreSQL: ``pg_trgm`` may be missing or forbidden; a GIN index on the app's own words needs no extension.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    bindparam,
    cast,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from rca_dashboard.store.listing.words import Sought, words_of

# A ticket's id and its words.
Words: TypeAlias = Mapping[int, frozenset[str]]

# So many tickets are looked at to see whether words are frequent; if twice as many as are counted would hold them.
_NEWEST = 1_000
_CERTAINLY = 2
SEARCHED_COLUMNS = (
    "ticket_id",
    "short_description",
    "description",
    "requester_name",
    "assigned_to_name",
    "assignment_group_name",
)

_FTS5_OPTIONS = "content='', columnsize=0, detail=none, tokenize='ascii', prefix='1'"
MAKE_ON_SQLITE = (f"CREATE VIRTUAL TABLE ticket_search USING fts5(words, {_FTS5_OPTIONS})",)
MAKE_ON_POSTGRESQL = (
    "CREATE TABLE ticket_search (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_ticket_search_words ON ticket_search USING gin (words)",
)


def make_index(connection: Connection) -> None:
    """Create the index, empty."""
    for statement in MAKE_ON_SQLITE if connection.dialect.name == "sqlite" else MAKE_ON_POSTGRESQL:
        connection.execute(text(statement))


def index_words(connection: Connection, *, old: Words, new: Words) -> None:
    """Remove tickets' old words from the index and add their new ones; where both are the same, nothing is written.

    Args:
        connection: The transaction that writes the tickets.
        old: The indexed words of tickets that are changed or deleted.
        new: The words of tickets that are new or changed.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    gone = [
        {"id": ticket, "words": _joined(words)}
        for ticket, words in old.items()
        if new.get(ticket, frozenset()) != words
    ]
    come = {ticket: words for ticket, words in new.items() if old.get(ticket) != words}
    if gone:
        connection.execute(_DELETE_ON_SQLITE if is_sqlite else _DELETE_ON_POSTGRESQL, gone)
    if come and is_sqlite:
        connection.execute(
            _INSERT_ON_SQLITE, [{"id": ticket, "words": _joined(words)} for ticket, words in come.items()]
        )
    elif come:
        connection.execute(
            _INSERT_ON_POSTGRESQL, [{"id": ticket, "words": sorted(words)} for ticket, words in come.items()]
        )


def words_of_rows(rows: Iterable[Mapping[str, Any] | RowMapping]) -> dict[int, frozenset[str]]:
    """Return the words of tickets by their ids, from the rows of their table."""
    return {row["id"]: words_of(*(row[name] for name in SEARCHED_COLUMNS)) for row in rows}


def matching_ids(connection: Connection, sought: Iterable[Sought], limit: int) -> list[int]:
    """Return the ids of tickets that contain all these words, up to a limit, in undefined order."""
    is_sqlite = connection.dialect.name == "sqlite"
    question = as_fts5(sought) if is_sqlite else as_tsquery(sought)
    statement = _MATCH_ON_SQLITE if is_sqlite else _MATCH_ON_POSTGRESQL
    return list(connection.execute(statement, {"question": question, "most": limit}).scalars())


def count_matching(connection: Connection, sought: Iterable[Sought], limit: int, *, tickets: int) -> int:
    """Return how many tickets contain all these words, up to a limit; in PostgreSQL.

    Words that many of the newest tickets contain are not counted: the index needs 140 ms for those that begin with the
    same two letters, among a million tickets, and a look at a thousand tickets 0.5 ms.
    """
    asked = {"question": as_tsquery(sought), "most": limit, "newest": _NEWEST}
    frequent = connection.execute(_MATCH_NEWEST, asked).scalar_one()
    if frequent * tickets > _CERTAINLY * limit * _NEWEST:
        return limit
    return connection.execute(_COUNT_ON_POSTGRESQL, asked).scalar_one()


def holds_words(sought: Iterable[Sought], ticket: ColumnElement[int]) -> ScalarSelect[bool]:
    """Return, for the ticket of each row, whether it contains these words; in PostgreSQL."""
    question = cast(bindparam("sought", as_tsquery(sought), unique=True), TSQUERY)
    is_found = literal_column("ticket_search.words", TSVECTOR).bool_op("@@")(question)
    of_ticket = literal_column("ticket_search.id", BigInteger) == ticket
    return select(is_found).select_from(table("ticket_search")).where(of_ticket).scalar_subquery()


def within_matching(connection: Connection, sought: Iterable[Sought]) -> Select[Any]:
    """Return a statement that selects the ids of all tickets that contain these words."""
    if connection.dialect.name == "sqlite":
        key, condition, question = "rowid", "ticket_search MATCH :question", as_fts5(sought)
    else:
        key, condition, question = "id", "words @@ CAST(:question AS tsquery)", as_tsquery(sought)
    return (
        select(literal_column(key, BigInteger))
        .select_from(table("ticket_search"))
        .where(text(condition).bindparams(question=question))
    )


def as_fts5(sought: Iterable[Sought]) -> str:
    """Return the words as an FTS5 query; each is quoted, and none contains a quote."""
    return " AND ".join(
        part
        for each in sought
        for part in (*(f'"{word}"' for word in each.whole), _any([f'"{start}"*' for start in each.beginnings], "OR"))
    )


def as_tsquery(sought: Iterable[Sought]) -> str:
    """Return the words as PostgreSQL's ``tsquery``; each is quoted, and none contains a quote."""
    return " & ".join(
        part
        for each in sought
        for part in (*(f"'{word}'" for word in each.whole), _any([f"'{start}':*" for start in each.beginnings], "|"))
    )


def _any(choices: list[str], operator: str) -> str:
    return choices[0] if len(choices) == 1 else f"({f' {operator} '.join(choices)})"


def _joined(words: frozenset[str]) -> str:
    return " ".join(words)


_INSERT_ON_SQLITE = text("INSERT INTO ticket_search (rowid, words) VALUES (:id, :words)")
_DELETE_ON_SQLITE = text("INSERT INTO ticket_search (ticket_search, rowid, words) VALUES ('delete', :id, :words)")
# Ids alone, of tickets that a limited reader's next statement leaves out.
_IDS = {"is_unlimited": True}
_MATCH_ON_SQLITE = text(
    "SELECT rowid FROM ticket_search WHERE ticket_search MATCH :question LIMIT :most"
).execution_options(**_IDS)
_INSERT_ON_POSTGRESQL = text(
    "INSERT INTO ticket_search (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"
)
_DELETE_ON_POSTGRESQL = text("DELETE FROM ticket_search WHERE id = :id")
_MATCH_ON_POSTGRESQL = text(
    "SELECT id FROM ticket_search WHERE words @@ CAST(:question AS tsquery) LIMIT :most"
).execution_options(**_IDS)
_COUNT_ON_POSTGRESQL = text(
    "SELECT count(*) FROM (SELECT FROM ticket_search WHERE words @@ CAST(:question AS tsquery) LIMIT :most) AS found"
).execution_options(**_IDS)
# Only numbers of tickets, and a limited reader's list is limited by itself.
_MATCH_NEWEST = text(
    "SELECT count(*) FILTER (WHERE words @@ CAST(:question AS tsquery))"
    " FROM (SELECT words FROM ticket_search ORDER BY id DESC LIMIT :newest) AS newest"
).execution_options(**_IDS)
