"""Journals and the feed together: who said what, who did what, in one order."""

from datetime import timedelta
from typing import Any

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.activity import Activity, ActivityKind, activity_of
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.tickets.ticket import Reference
from tests.tickets import NOON, make

NOTE = "2026-11-23 12:30:00 - Beth Anglin (Work notes)\nPacket loss on the second tunnel.\n\n"
COMMENT = "2026-11-23 12:20:00 - Joe Employee (Additional comments)\nIt is the whole floor now.\n\n"


def shown(text: str) -> Json:
    return {"value": "", "display_value": text}


def change(seq: int, minute: int, count: int = 1, **changes: tuple[Json, Json]) -> Change:
    at = NOON + timedelta(minutes=minute)
    stamps: dict[str, tuple[Json, Json]] = {
        "updated_at": (None, at.isoformat()),
        "mod_count": (seq, seq + count),
    }
    kind = ChangeType.UPDATED
    return Change(seq, at + timedelta(hours=1), kind, "incident", "1", "INC1", {**changes, **stamps}, Origin.POLL)


def lines(entries: tuple[Activity, ...]) -> list[tuple[str, str, str]]:
    return [(entry.kind.value, entry.author, entry.text) for entry in entries]


def ticket(**extra: Json) -> Any:
    return make(1, extra=extra, updated_at=NOON + timedelta(hours=2))


def test_messages_and_changes_stand_in_the_order_of_servicenows_own_times() -> None:
    changes = [
        change(1, 25, status=("New", "In Progress")),
        change(2, 40, priority=(3, 1), impact=(2, 1)),
    ]
    entries = activity_of(ticket(work_notes=shown(NOTE), comments=shown(COMMENT)), changes)
    assert lines(entries) == [
        ("change", "", "changed Priority 3 → 1"),
        ("work_note", "Beth Anglin", "Packet loss on the second tunnel."),
        ("change", "", "moved it to In Progress"),
        ("comment", "Joe Employee", "It is the whole floor now."),
        ("change", "", "opened it"),
    ]
    assert len({entry.key for entry in entries}) == 5


def test_the_author_of_a_change_is_found_from_those_after_it_and_named_where_the_ticket_shows_the_name() -> None:
    changes = [
        change(1, 25, status=("New", "In Progress"), sys_updated_by=("guest", "beth.anglin")),
        change(2, 26, status=("In Progress", "On Hold")),
        change(3, 30, work_notes=(None, shown(NOTE)), sys_updated_by=("beth.anglin", "ba17"), category=("a", "b")),
        change(4, 31, category=("b", "c"), sys_updated_by=("ba17", "job.runner")),
    ]
    entries = activity_of(ticket(work_notes=shown(NOTE), sys_updated_by="job.runner"), changes)
    assert lines(entries)[:5] == [
        ("change", "job.runner", "changed Category b → c"),
        ("change", "Beth Anglin", "changed Category a → b"),
        ("work_note", "Beth Anglin", "Packet loss on the second tunnel."),
        ("change", "Beth Anglin", "moved it to On Hold"),
        ("change", "Beth Anglin", "moved it to In Progress"),
    ]


def test_what_one_update_wrote_is_one_message_whatever_it_quotes() -> None:
    quote = f"Copied from the other ticket:\n\n{NOTE.strip()}"
    text = f"2026-11-23 12:50:00 - David Loo (Work notes)\n{quote}\n\n"
    whole = ticket(work_notes=shown(text + NOTE))
    one = change(1, 50, work_notes=(shown(NOTE), shown(text + NOTE)))
    notes = [entry.text for entry in activity_of(whole, [one]) if entry.kind is ActivityKind.WORK_NOTE]
    assert notes == [quote, "Packet loss on the second tunnel."]


def test_where_only_both_together_are_readable_the_labels_tell_them_apart() -> None:
    both = shown(NOTE + COMMENT)
    assert [line[0] for line in lines(activity_of(ticket(comments_and_work_notes=both), []))] == [
        "work_note",
        "comment",
        "change",
    ]
    german = NOTE.replace("Work notes", "Arbeitsnotizen") + COMMENT.replace("Additional", "Zusätzliche")
    kinds = [entry.kind.value for entry in activity_of(ticket(comments_and_work_notes=shown(german)), [])]
    assert kinds == ["work_note", "comment", "change"]
    all_three = ticket(comments_and_work_notes=both, work_notes=shown(NOTE), comments=shown(COMMENT))
    assert len(activity_of(all_three, [])) == 3


def test_a_journal_that_cannot_be_parsed_is_one_entry_with_its_whole_text() -> None:
    (whole, _) = activity_of(ticket(comments="Written by an import.\n\nWithout any header."), [])
    assert (whole.at, whole.author, whole.kind.value) == (None, "", "comment")
    assert whole.text == "Written by an import.\n\nWithout any header."
    assert whole.as_json()["at"] is None


def test_long_texts_are_named_and_many_fields_counted() -> None:
    many: dict[str, tuple[Json, Json]] = {f"u_{place}": ("a", "b") for place in range(6)}
    (first, _) = activity_of(ticket(), [change(1, 5, description=("a\nb", "c"), **many)])
    assert first.text == "edited description · 0 a → b · 1 a → b · 2 a → b · 3 more fields"
    assert first.changes["description"] == ("a\nb", "c")


def test_of_service_levels_only_a_breach_is_told_and_no_person_is_its_author() -> None:
    def level(name: str, *, breached: bool, due_at: str = "2026-11-30T10:00:00Z") -> Json:
        return {"name": name, "stage": "in_progress", "due_at": due_at, "breached": breached, "paused": False}

    response, resolution = level("Response", breached=False), level("Resolution", breached=True)
    late = level("Response", breached=True)
    moved = change(1, 1, sla=([], [response, resolution]), due_at=(None, "2026-11-30T10:00:00Z"))
    breached = change(2, 2, 1, sla=([response, resolution], [late, resolution]))
    later = change(3, 3, 1, sla=([late, resolution], [late]), due_at=("2026-11-30T10:00:00Z", None))
    told = [(author, text) for _, author, text in lines(activity_of(ticket(), [moved, breached, later]))]
    assert ("", "SLA breached: Response") in told
    assert ("", "SLA breached: Resolution") in told
    assert not any("Due" in text or "2026-11-30" in text for _, text in told)
    assert len(told) == 3  # and that it was opened


def test_an_unassigned_ticket_and_a_deletion_say_so() -> None:
    beth: Json = {"id": "b", "name": "Beth Anglin"}
    deleted = Change(
        2,
        NOON + timedelta(hours=3),
        ChangeType.DELETED,
        "incident",
        "1",
        "INC1",
        {"is_deleted": (False, True)},
        Origin.POLL,
    )
    entries = activity_of(make(1, requester=Reference("j", "Joe")), [change(1, 5, assigned_to=(beth, None)), deleted])
    assert lines(entries) == [
        ("change", "", "Deleted in ServiceNow"),
        ("change", "", "unassigned it"),
        ("change", "Joe", "opened it"),
    ]
