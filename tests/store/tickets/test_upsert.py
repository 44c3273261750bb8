"""Storing tickets: counts, the feed, texts, and which writes happen at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import ChangeType, Origin, difference, fold, is_empty
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, history, latest_seq, oldest_seq
from rca_dashboard.store.progress.cursors import load_cursor, save_cursor
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.tickets import upsert as upsert_module
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to, writes
from tests.store.tickets.upsert_counts import counts
from tests.tickets import NOON, make


def test_a_new_ticket_comes_out_as_it_went_in(database: Database) -> None:
    whole = make(
        1,
        description="Smoke",
        requester=Reference("u1", "Ann"),
        cmdb_ci=Reference("", "a CI without an id"),
        tags=("a", "b"),
        labels={"category": "Netzwerk"},
        category="network",
        source="phone",
        impact=2,
        url="https://example.service-now.com/1",
        is_active=False,
        mod_count=7,
        resolved_at=NOON + timedelta(microseconds=1),
        extra={"u_nested": {"value": ["1", None, True]}, "u_empty": ""},
    )
    result = upsert(database, [whole], origin=Origin.POLL, at=NOON)
    assert counts(result) == (1, 0, 0, 0)
    assert ticket(database, whole.sys_id) == replace(whole, revision=1, arrived_at=NOON)


def test_a_new_tickets_change_leaves_out_empty_fields(database: Database) -> None:
    new = make(1)
    (change,) = upsert(database, [new], origin=Origin.POLL, at=NOON).changes
    assert change.type is ChangeType.NEW
    assert change.changes == difference(None, new)
    assert "u_empty" not in change.changes
    assert changes_after(database, 0, 10) == (change,)


def test_an_update_records_old_and_new_values_of_differences(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    newer = make(1, status="Closed", mod_count=1, extra={"u_floor": "4"})
    result = upsert(database, [newer], origin=Origin.POLL, at=NOON + timedelta(hours=1))
    assert counts(result) == (0, 1, 0, 0)
    assert result.changes[0].changes == {"status": ("New", "Closed"), "mod_count": (0, 1), "u_floor": ("3", "4")}
    assert result.changes[0].type is ChangeType.UPDATED
    stored = ticket(database, newer.sys_id)
    assert stored == replace(newer, revision=2, arrived_at=NOON)
    assert history(database, newer.sys_id) == changes_after(database, 0, 10)


def test_tickets_of_the_import_have_not_arrived_and_never_do(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.IMPORT, at=NOON)
    upsert(database, [make(1, mod_count=1)], origin=Origin.POLL, at=NOON)
    stored = ticket(database, make(1).sys_id)
    assert stored is not None
    assert stored.arrived_at is None
    assert [change.origin for change in changes_after(database, 0, 9)] == [Origin.IMPORT, Origin.POLL]


def test_the_same_batch_again_sends_no_statement_that_writes(database: Database) -> None:
    batch = [make(place, extra={"u_nul": "\0", "u_half": "\ud83d"}) for place in range(1, 30)]
    cursor = Cursor(table="incident", since=NOON)
    upsert(database, batch, origin=Origin.POLL, at=NOON, cursor=cursor)
    with sent_to(database) as sent:
        result = upsert(database, batch, origin=Origin.POLL, at=NOON, cursor=cursor)
    assert counts(result) == (0, 0, 29, 0)
    assert result.changes == ()
    assert sent
    assert writes(sent) == []


def test_a_field_that_is_dropped_while_empty_changes_nothing(database: Database) -> None:
    upsert(database, [make(1, extra={"a": "1", "b": ""})], origin=Origin.POLL, at=NOON)
    assert counts(upsert(database, [make(1, extra={"a": "1"})], origin=Origin.POLL, at=NOON)) == (0, 0, 1, 0)


def test_values_that_only_json_distinguishes_change_nothing(database: Database) -> None:
    upsert(database, [make(1, extra={"a": 1})], origin=Origin.POLL, at=NOON)
    assert counts(upsert(database, [make(1, extra={"a": True})], origin=Origin.POLL, at=NOON)) == (0, 0, 1, 0)
    assert latest_seq(database) == 1


def test_folding_the_feed_from_nothing_gives_the_tickets(database: Database) -> None:
    for step in range(6):
        batch = [
            make(place, mod_count=step, status=f"s{step % 3}", tags=("x",) * (step % 2), extra={"u": str(step // 2)})
            for place in range(step + 1)
        ]
        upsert(database, batch, origin=Origin.POLL, at=NOON)
    folded: dict[str, dict[str, Json]] = {}
    feed = changes_after(database, 0, 1000)
    for change in feed:
        folded[change.sys_id] = fold(folded.get(change.sys_id, {}), change.changes)
    assert [change.seq for change in feed] == list(range(1, len(feed) + 1))
    for sys_id, content in folded.items():
        stored = ticket(database, sys_id)
        assert stored is not None
        assert content == {name: value for name, value in stored.content().items() if not is_empty(value)}
        assert stored.revision == history(database, sys_id)[-1].seq


def test_rows_and_cursor_are_saved_together_or_not_at_all(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = Cursor(table="incident", since=NOON, last_sys_id="x")

    def fail(*_: object) -> None:
        message = "the process dies here"
        raise RuntimeError(message)

    with monkeypatch.context() as broken:
        broken.setattr(upsert_module, "put", fail)
        with pytest.raises(RuntimeError, match="dies here"):
            upsert(database, [make(1)], origin=Origin.POLL, at=NOON, cursor=cursor)
    assert (latest_seq(database), ticket(database, make(1).sys_id)) == (0, None)
    assert changes_after(database, 0, 9) == ()
    assert load_cursor(database, "incident") == Cursor(table="incident")
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON, cursor=cursor)
    assert load_cursor(database, "incident") == cursor
    assert latest_seq(database) == 1


def test_a_cursor_that_moves_without_rows_is_saved(database: Database) -> None:
    cursor = Cursor(table="incident", since=NOON, until=NOON, last_updated_on=NOON)
    assert counts(upsert(database, [], origin=Origin.POLL, at=NOON, cursor=cursor)) == (0, 0, 0, 0)
    assert load_cursor(database, "incident") == cursor
    with sent_to(database) as sent:
        save_cursor(database, cursor)
    assert writes(sent) == []
    save_cursor(database, replace(cursor, last_sys_id="y"))
    assert load_cursor(database, "incident").last_sys_id == "y"
    assert load_cursor(database, "problem") == Cursor(table="problem")


def test_a_batch_larger_than_one_question_is_compared_whole(database: Database) -> None:
    batch = [make(place) for place in range(2500)]
    assert upsert(database, batch, origin=Origin.IMPORT, at=NOON).new == 2500
    again = [*batch[:2499], make(2499, mod_count=1)]
    assert counts(upsert(database, again, origin=Origin.POLL, at=NOON)) == (0, 1, 2499, 0)


@pytest.mark.parametrize(
    "text",
    [
        "🔥 and \u202eright to left\u202c עברית",
        "<script>alert('x')</script> \"quoted\" \\ ''",
        "x" * 100_000,
        "\n\t\r\x01\x7f",
        r"a literal \u0000 \ud800",
    ],
)
def test_texts_come_out_as_they_went_in(database: Database, text: str) -> None:
    strange = make(1, short_description=text, description=text, status=text, extra={"u_text": text, text: "1"})
    upsert(database, [strange], origin=Origin.POLL, at=NOON)
    stored = ticket(database, strange.sys_id)
    assert stored == replace(strange, revision=1, arrived_at=NOON)
    assert history(database, strange.sys_id)[0].changes["description"] == (None, text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("half \ud83d", "half \ufffd"),
        ("\udd25 half", "\ufffd half"),
        ("two halves \ud83d\udd25", "two halves 🔥"),
    ],
)
def test_texts_that_databases_refuse_are_repaired(database: Database, text: str, kept: str) -> None:
    broken = make(
        1,
        description=text,
        assigned_to=Reference("1", text),
        tags=(text,),
        url=text,
        labels={"category": text},
        extra={"u": [text, {text: text}]},
    )
    upsert(database, [broken], origin=Origin.POLL, at=NOON)
    stored = ticket(database, broken.sys_id)
    assert stored is not None
    assert (stored.description, stored.tags, stored.url, stored.label("category")) == (kept, (kept,), kept, kept)
    assert stored.assigned_to == Reference("1", kept)
    assert stored.extra == {"u": [kept, {kept: kept}]}
    assert upsert(database, [broken], origin=Origin.POLL, at=NOON).unchanged == 1


def test_the_feed_is_read_from_any_place(database: Database) -> None:
    assert (latest_seq(database), oldest_seq(database), changes_after(database, 0, 10)) == (0, 0, ())
    upsert(database, [make(place) for place in range(5)], origin=Origin.POLL, at=NOON)
    assert [change.seq for change in changes_after(database, 2, 2)] == [3, 4]
    assert (latest_seq(database), oldest_seq(database)) == (5, 1)


def test_a_row_that_a_page_holds_twice_with_different_content_changes_once(database: Database) -> None:
    page = [make(1, short_description="One"), make(2), make(1, short_description="Other")]
    result = upsert(database, page, origin=Origin.POLL, at=NOON)
    assert (result.new, result.updated, result.unchanged) == (2, 0, 1)
    for _ in range(2):
        result = upsert(database, page, origin=Origin.POLL, at=NOON)
        assert (result.updated, result.unchanged) == (0, 3)
    assert latest_seq(database) == 2
