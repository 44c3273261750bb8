"""What people have said about a case, as its page shows it: of changes, in approvals, and whether the fix held."""

from collections.abc import Iterable

from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.content import Difference
from rca_dashboard.domain.cases.parts import CaseChange
from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.case_messages import ShownApproval, ShownSuspect, ShownVerdict, TimelineEvent
from rca_dashboard.live.cases.shown import STATE_LABELS, VERDICT_LABELS


def suspects_of(changes: Iterable[CaseChange]) -> tuple[ShownSuspect, ...]:
    """Return what people have said about changes; "none of these" has no number."""
    return tuple(
        ShownSuspect(
            number=change.number,
            text=_summary(change),
            state=change.state.value,
            state_label=STATE_LABELS[change.state.value],
            reason=change.reason,
            by=change.by,
            at=to_milliseconds(change.at),
        )
        for change in changes
    )


def _summary(change: CaseChange) -> str:
    return str(change.snapshot.get("short_description") or "")


def change_on_timeline(change: CaseChange) -> TimelineEvent | None:
    """Return a change at the time when its work ended; None where that is not known."""
    ended = change.snapshot.get("ended_at")
    at = from_iso(ended) if isinstance(ended, str) else None
    if at is None or not change.number:
        return None
    return TimelineEvent(
        key=f"c{change.id}",
        at=to_milliseconds(at),
        lane="change",
        kind=change.state.value,
        text=f"{change.number} {_summary(change)} ({STATE_LABELS[change.state.value].lower()})",
        href=f"/tickets/{change.number}",
    )


def approvals_of(case: Case) -> tuple[ShownApproval, ...]:
    """Return the approvals, the newest first, which alone may cover the case as it is."""
    newest = approval_state(case)
    return tuple(
        ShownApproval(
            by=approval.by,
            at=to_milliseconds(approval.at),
            comment=approval.comment,
            is_valid=approval is newest.approval and newest.is_valid,
            changed=_names(newest.difference) if approval is newest.approval else "",
        )
        for approval in reversed(case.approvals)
    )


def _names(difference: Difference) -> str:
    return ", ".join(dict.fromkeys(name.partition(".")[0].replace("_", " ") for name in difference))


def verdict_of(case: Case) -> ShownVerdict:
    """Return the newest verdict on the fix."""
    if not case.verdicts:
        return ShownVerdict()
    newest = case.verdicts[-1]
    return ShownVerdict(
        kind=newest.kind.value,
        label=VERDICT_LABELS[newest.kind.value],
        text=newest.text,
        at=to_milliseconds(newest.at),
        number=newest.number,
        accepted_by=newest.accepted_by,
        reason=newest.reason,
    )
