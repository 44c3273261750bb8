"""The edits of a case: each takes a case and returns it as it becomes, or says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rca_dashboard.domain.cases.case import Case, CaseTicket, Stage, TicketRole
from rca_dashboard.domain.cases.edit import Edit, InvalidCaseError, NoSuchPartError
from rca_dashboard.domain.cases.parts import Evidence, Hypothesis, Verdict, VerdictKind
from rca_dashboard.domain.cases.starting import LONGEST_TEXT, LONGEST_TITLE

# What a person writes into a case itself.
OWN_FIELDS = frozenset({"title", "statement", "owner", "alternatives", "review", "signature", "is_not", "trigger_at"})
# What is counted after the fix is what was agreed on before: otherwise a verdict could be chosen.
_WATCHED = frozenset({Stage.WATCHING, Stage.CLOSED})
MOST_TICKETS = 20_000
MOST_PARTS = 500
LONGEST_BONE = 40


def change_fields(case: Case, values: Mapping[str, Any]) -> Edit:
    """Change some of a case's own fields.

    Raises:
        InvalidCaseError: If a value does not fit.
    """
    changed = {name: " ".join(value.split()) if name in {"title", "owner"} else value for name, value in values.items()}
    if not changed.get("title", case.title) or len(changed.get("title", "")) > LONGEST_TITLE:
        raise InvalidCaseError(f"A case needs a title of 1 to {LONGEST_TITLE} characters.")
    for value in changed.values():
        check_text(value)
    if case.stage in _WATCHED and changed.get("signature", case.signature) != case.signature:
        raise InvalidCaseError("The signature is fixed while the fix is watched: move the case back to Fixing first.")
    return Edit(case=replace(case, **changed), kind="edited", text=", ".join(changed))


def put_hypothesis(case: Case, by: str, at: datetime, values: Mapping[str, Any], hypothesis: int = 0) -> Edit:
    """Add a hypothesis, or change the one with this id.

    Raises:
        InvalidCaseError: If it has no text, or would stand below itself.
        NoSuchPartError: If there is no such hypothesis or parent.
    """
    if hypothesis:
        old = part_of(case, "hypotheses", hypothesis)
        new = replace(old, **values, updated_by=by, updated_at=at)
        new = old if replace(new, updated_by=old.updated_by, updated_at=old.updated_at) == old else new
    else:
        check_count(case.hypotheses)
        made: dict[str, Any] = {"text": "", **values}
        new = Hypothesis(**made, created_by=by, created_at=at, updated_by=by, updated_at=at)
    _check_hypothesis(case, new)
    kind = "hypothesis_added" if not hypothesis else "hypothesis_edited"
    if hypothesis and "state" in values and values["state"] != part_of(case, "hypotheses", hypothesis).state:
        kind = f"hypothesis_{new.state.value}"
    return Edit(case=with_part(case, "hypotheses", new), kind=kind, text=new.text, subject=new.id)


def put_evidence(case: Case, by: str, at: datetime, values: Mapping[str, Any], evidence: int = 0) -> Edit:
    """Add evidence to a hypothesis, or change it: most often, answer it.

    Raises:
        InvalidCaseError: If it says nothing.
        NoSuchPartError: If there is no such hypothesis or evidence.
    """
    if evidence:
        old: Evidence = part_of(case, "evidence", evidence)
        answered = {"answered_by": by} if values.get("answer", old.answer) != old.answer else {}
        new = replace(old, **values, **answered)
    else:
        check_count(case.evidence)
        made: dict[str, Any] = {**values, "answered_by": by if values.get("answer") else ""}
        new, answered = Evidence(**made, created_by=by, created_at=at), {}
    part_of(case, "hypotheses", new.hypothesis)
    if not new.text.strip() and not new.sys_id:
        raise InvalidCaseError("Evidence needs a text, or the ticket or change that it is.")
    for text in (new.text, new.answer):
        check_text(text)
    kind = "evidence_answered" if evidence and answered else "evidence_edited" if evidence else "evidence_added"
    text = f"{new.stance.value}: {new.number or new.text}"
    return Edit(case=with_part(case, "evidence", new), kind=kind, text=text, subject=new.id, sys_id=new.sys_id)


def add_tickets(case: Case, tickets: Sequence[CaseTicket]) -> Edit:
    """Add tickets, or give those that the case has another role.

    Raises:
        InvalidCaseError: If they are none, or too many.
    """
    if not tickets:
        raise InvalidCaseError("None of these tickets exists.")
    if case.ticket_count + case.recurrence_count + len(tickets) > MOST_TICKETS:
        raise InvalidCaseError(f"A case holds at most {MOST_TICKETS:,} tickets.")
    only = tickets[0] if len(tickets) == 1 else None
    triggers = [each.opened_at for each in tickets if each.role is TicketRole.TRIGGER and each.opened_at]
    first = min((each.opened_at for each in tickets if each.opened_at), default=None)
    began = min(triggers, default=case.trigger_at or first)
    return Edit(
        case=replace(case, trigger_at=began),
        kind="tickets_added",
        # Several are not named: each of them is limited to who may see it, and so is an event with one.
        text=f"{only.number} ({only.role.value})" if only else f"{len(tickets):,} tickets ({tickets[0].role.value})",
        sys_id=only.sys_id if only else "",
        tickets=tuple(tickets),
    )


def remove_tickets(case: Case, tickets: Sequence[CaseTicket]) -> Edit:
    """Take tickets out of a case."""
    only = tickets[0] if len(tickets) == 1 else None
    return Edit(
        case=case,
        kind="tickets_removed" if tickets else "",
        text=only.number if only else f"{len(tickets):,} tickets",
        sys_id=only.sys_id if only else "",
        removed=tuple(each.sys_id for each in tickets),
    )


def add_note(case: Case, text: str) -> Edit:
    """Write a note or a decision, which appears in the timeline and changes nothing else.

    Raises:
        InvalidCaseError: If it is empty or too long.
    """
    if not text.strip():
        raise InvalidCaseError("A note needs a text.")
    check_text(text)
    return Edit(case=case, kind="note", text=text.strip())


def give_verdict(case: Case, verdict: Verdict) -> Edit:
    """Add a verdict.

    Raises:
        InvalidCaseError: If it says that it cannot be known, and nobody accepts that with a reason.
    """
    if verdict.kind is VerdictKind.CANNOT_BE_KNOWN and not (verdict.accepted_by and verdict.reason.strip()):
        raise InvalidCaseError("That it cannot be known has to be accepted by name, with a reason.")
    check_count(case.verdicts)
    text = verdict.kind.value.replace("_", " ")
    return Edit(
        case=replace(case, verdicts=(*case.verdicts, verdict)), kind="verdict", text=text, sys_id=verdict.sys_id
    )


def remove_part(case: Case, name: str, part_id: int) -> Edit:
    """Remove a hypothesis, a piece of evidence, or an action.

    Raises:
        NoSuchPartError: If there is no such part.
        InvalidCaseError: If other hypotheses or evidence stand below it: each piece leaves by an event of its own.
    """
    gone = part_of(case, name, part_id)
    if name == "hypotheses" and any(each.parent == part_id for each in case.hypotheses):
        raise InvalidCaseError("Other hypotheses stand below it: move or remove them first.")
    if name == "hypotheses" and any(each.hypothesis == part_id for each in case.evidence):
        raise InvalidCaseError("It has evidence: remove that first, or refute the hypothesis.")
    left = {name: tuple(each for each in getattr(case, name) if each.id != part_id)}
    kind = {"hypotheses": "hypothesis", "evidence": "evidence", "actions": "action"}[name]
    return Edit(
        case=replace(case, **left),
        kind=f"{kind}_removed",
        text=gone.text or getattr(gone, "number", ""),
        subject=part_id,
        sys_id=getattr(gone, "sys_id", ""),
    )


def part_of(case: Case, name: str, part_id: int) -> Any:  # noqa: ANN401 - a part of that name
    """Return a part by its id.

    Raises:
        NoSuchPartError: If there is none.
    """
    found = next((part for part in getattr(case, name) if part.id == part_id), None)
    if found is None or not part_id:
        kind = {"hypotheses": "hypothesis", "actions": "action", "changes": "change"}.get(name, name)
        raise NoSuchPartError(f"{case.number} has no {kind} {part_id}.")
    return found


def with_part(case: Case, name: str, part: Any) -> Case:  # noqa: ANN401 - a part of that name
    """Return a case with a part in place of the one with its id, or after all others if it has none yet."""
    parts = getattr(case, name)
    if not part.id:
        return replace(case, **{name: (*parts, part)})
    return replace(case, **{name: tuple(part if each.id == part.id else each for each in parts)})


def check_text(value: Any) -> None:  # noqa: ANN401 - whatever a field holds
    """Raise ``InvalidCaseError`` for a text that is too long."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise InvalidCaseError(f"A text holds at most {LONGEST_TEXT:,} characters.")


def check_count(parts: Sequence[object]) -> None:
    """Raise ``InvalidCaseError`` where a case can hold no more parts of a kind."""
    if len(parts) >= MOST_PARTS:
        raise InvalidCaseError(f"A case holds at most {MOST_PARTS} of these.")


def _check_hypothesis(case: Case, new: Hypothesis) -> None:
    if not new.text.strip():
        raise InvalidCaseError("A hypothesis needs a text.")
    if len(new.bone) > LONGEST_BONE:
        raise InvalidCaseError(f"The name of a bone has at most {LONGEST_BONE} characters.")
    for text in (new.text, new.reason):
        check_text(text)
    above, seen = new.parent, {new.id} if new.id else set[int]()
    while above:
        if above in seen:
            raise InvalidCaseError("A hypothesis cannot stand below itself.")
        seen.add(above)
        above = part_of(case, "hypotheses", above).parent
