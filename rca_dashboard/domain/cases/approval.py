"""Approval by four eyes: who may approve, and whether an approval still covers what the case says."""

from dataclasses import dataclass, replace
from datetime import datetime

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.content import Difference, approved_content, difference, of_what_is_seen
from rca_dashboard.domain.cases.edit import Edit, NotAllowedError, same_person
from rca_dashboard.domain.cases.parts import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalState:
    """The newest approval of a case.

    Attributes:
        approval: None if nobody has approved it.
        difference: What was edited since, field by field; then the approval is stale.
        is_own: The approver owns the case by now.
    """

    approval: Approval | None = None
    difference: Difference
    is_own: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether the approval covers the case as it is."""
        return self.approval is not None and not self.difference and not self.is_own


def approval_state(case: Case) -> ApprovalState:
    """Return what the newest approval is worth."""
    if not case.approvals:
        return ApprovalState(difference={})
    newest = case.approvals[-1]
    return ApprovalState(
        approval=newest,
        difference=of_what_is_seen(difference(newest.content, approved_content(case)), case.hidden),
        is_own=same_person(newest.by, case.owner),
    )


def approve(case: Case, by: str, at: datetime, comment: str = "") -> Edit:
    """Approve a case as it is.

    Raises:
        NotAllowedError: If the case is the approver's own, or has no owner.
    """
    if not case.owner:
        raise NotAllowedError(f"{case.number} has no owner: whoever approves must not be the owner.")
    if same_person(by, case.owner):
        raise NotAllowedError(f"You own {case.number}: somebody else has to approve it.")
    made = Approval(by=by, at=at, version=case.version, comment=comment, content=approved_content(case))
    return Edit(case=replace(case, approvals=(*case.approvals, made)), kind="approved", text=comment)
