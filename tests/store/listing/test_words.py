"""What a search finds, character by character, and that index and tallies follow every change."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store import migrate as migrating
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import choices, names_like, names_of, ticket_page, ticket_stats
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.store.listing.kept_tickets import found, keep
from tests.tickets import NOON, make


@pytest.mark.parametrize("sign", list("^%\"*-:(){}[]+~|&!'\\/.,;<>=?@#$_`"))
def test_a_sign_finds_itself_or_nothing_and_is_never_an_operator(database: Database, sign: str) -> None:
    keep(database, make(1, short_description=f"a {sign} b"), make(2, short_description="plain words"))
    assert found(database, query=sign) == [1]
    assert found(database, query=f"pla{sign}") == []
    assert found(database, query=f"{sign}plain") == []
    assert found(database, query=f"a {sign} OR") == []


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("plain OR", []),
        ("NEAR", []),
        ("NOT words", []),
        ("pl", [1, 2]),
        ("lain", []),
        ("0012", [1]),
        ("00012", []),
        ("10012", [1]),
        ("12", []),
        ("inc0010", [1]),
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("strasse", [2]),
        ("火", [2]),
        ("東京", [2]),
        ("京東", []),
        ("ann.smith@example.com", [2]),
        ("smith@example", [2]),
        ("mith@example", []),
    ],
)
def test_words_are_found_from_their_beginning_and_numbers_by_any_digits(
    database: Database, query: str, places: list[int]
) -> None:
    keep(
        database,
        make(1, ticket_id="INC0010012", short_description="Plain words"),
        make(2, ticket_id="INC7", short_description="Plain Café, Straße; 東京火事 ann.smith@example.com"),
    )
    assert found(database, query=query) == places


def test_the_index_follows_changes_deletions_and_returns(database: Database) -> None:
    first = make(1, short_description="alpha beta")
    keep(database, first, make(2, short_description="alpha"))
    keep(database, replace(first, short_description="gamma", mod_count=1))
    assert (found(database, query="beta"), found(database, query="gamma")) == ([], [1])
    mark_deleted(database, [first.sys_id], origin=Origin.POLL, at=NOON)
    assert found(database, query="gamma") == []
    keep(database, replace(first, short_description="delta", mod_count=2))
    assert (found(database, query="gamma"), found(database, query="delta")) == ([], [1])
    assert ticket_page(database, View(filter=TicketFilter(query="alpha"))).total == 1


def test_the_tallies_follow_changes_deletions_and_returns(database: Database) -> None:
    first = make(1, status="New", assigned_to=Reference("u1", "Ann"))
    keep(database, first, make(2, status="New"))
    keep(database, replace(first, status="Closed", state="7", assigned_to=Reference("u1", "Ann Lee"), mod_count=1))
    assert ticket_stats(database).by_status == {"Closed": 1, "New": 1}
    assert names_like(database, "assigned_to", "ann") == (("u1", "Ann Lee"),)
    mark_deleted(database, [first.sys_id], origin=Origin.POLL, at=NOON)
    assert ticket_stats(database).by_status == {"New": 1}
    assert names_like(database, "assigned_to", "") == ()
    assert names_of(database, ["u1", "unknown"]) == {"u1": "Ann Lee"}
    keep(database, replace(first, mod_count=2))
    assert choices(database).status == (("New", "New"),)
    assert ticket_stats(database).total == 2


def test_tickets_of_an_older_database_are_found_and_counted(empty_url: str) -> None:
    database = Database(empty_url)
    with database.write() as session:
        config = migrating._config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0003")
    old = [_old_row(place) for place in range(1, 6)]
    with database.write() as session:
        table = sa.Table("ticket", sa.MetaData(), autoload_with=session.connection())
        session.connection().execute(sa.insert(table), old)
        session.connection().execute(sa.text("UPDATE feed_counter SET seq = 9"))
    migrating.migrate(database)
    assert found(database, query="burns") == [2, 3, 4, 5]
    assert found(database, query="ann", priority=(2,)) == [2, 4]
    assert ticket_stats(database).by_priority == {"2": 2, "": 2}
    assert choices(database).assignment_group == (("g1", "Network"),)
    keep(database, make(6, short_description="new"), make(2, short_description="cold", mod_count=9))
    assert (found(database, query="burns"), found(database, query="cold")) == ([3, 4, 5], [2])
    database.close()


def _old_row(place: int) -> dict[str, Any]:
    texts = (
        "description",
        "state",
        "category",
        "category_label",
        "subcategory",
        "source",
        "source_label",
        "close_code",
    )
    ticket = make(place)
    row: dict[str, Any] = dict.fromkeys((*texts, "close_code", "url", "close_notes", "search_text"), "")
    return row | {
        "sys_id": ticket.sys_id,
        "table": "incident",
        "ticket_id": ticket.ticket_id,
        "mod_count": 0,
        "digest": place,
        "revision": place,
        "is_active": True,
        "is_deleted": place == 1,
        "priority": 2 if place % 2 == 0 else None,
        "status": "New",
        "short_description": "It burns",
        "assignment_group_id": "g1",
        "assignment_group_name": "Network",
        "requester_id": "u",
        "requester_name": "Ann",
        "tags": "[]",
        "labels": "{}",
        "extra": "{}",
    }
