"""Edits of hypotheses and their evidence."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.editing import part_of, put_hypothesis
from rca_dashboard.domain.cases.parts import HypothesisState, Stance
from rca_dashboard.ui.cases.edits.numbers import number_in
from rca_dashboard.ui.cases.edits.texts import CaseEdits, check_base


class HypothesisEdits(CaseEdits):
    """Saves hypotheses; ``is_by_bone`` is this browser's choice of view."""

    is_by_bone: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    def show_by_bone(self, is_by_bone: bool) -> None:  # noqa: FBT001 - an event's arguments are positional
        """Show the fishbone, or the tree of whys."""
        self.is_by_bone = is_by_bone

    @rx.event
    @allowed(Role.AGENT)
    async def add_hypothesis(self, form: dict[str, str]) -> None:
        """Add a hypothesis; one that is there already, as after a cut, is not added twice."""
        parent = number_in(form, "parent")
        values = {"text": form.get("text", "").strip(), "bone": form.get("bone", ""), "parent": parent}

        def edit(case: Case, by: Actor) -> Edit:
            if any((each.text, each.parent) == (values["text"], parent) for each in case.hypotheses):
                return Edit(case=case, kind="")
            return put_hypothesis(case, by.username, utc_now(), values)

        await self._run(
            f"why-{parent}" if parent else "new-hypothesis",
            lambda cases, number, by: cases.edit(number, by, lambda case: edit(case, by)),
        )

    @rx.event
    @allowed(Role.AGENT)
    async def choose_bone(self, form: dict[str, str]) -> None:
        """Move a hypothesis to another bone of the fishbone."""
        hypothesis, bone, base = number_in(form, "hypothesis"), form.get("bone", ""), form.get("base", "")

        def edit(case: Case, by: Actor) -> Edit:
            check_base(case, part_of(case, "hypotheses", hypothesis).bone, base, bone)
            return put_hypothesis(case, by.username, utc_now(), {"bone": bone}, hypothesis)

        await self._run(
            f"bone-{hypothesis}", lambda cases, number, by: cases.edit(number, by, lambda case: edit(case, by))
        )

    @rx.event
    @allowed(Role.AGENT)
    async def judge(self, form: dict[str, str]) -> None:
        """Confirm or refute a hypothesis, or open it again."""
        hypothesis, state = number_in(form, "hypothesis"), form.get("state", "")
        if state not in set(HypothesisState):
            return
        values = {"state": HypothesisState(state), "reason": form.get("reason", "").strip()}
        await self._run(
            f"judge-{hypothesis}",
            lambda cases, number, by: cases.edit(
                number, by, lambda case: put_hypothesis(case, by.username, utc_now(), values, hypothesis)
            ),
        )

    @rx.event
    @allowed(Role.AGENT)
    async def add_evidence(self, form: dict[str, str]) -> None:
        """Add evidence; of a ticket or change that it names, what is seen now is kept."""
        hypothesis, stance = number_in(form, "hypothesis"), form.get("stance", "")
        if stance not in set(Stance):
            return
        values = {
            "hypothesis": hypothesis,
            "stance": Stance(stance),
            "text": form.get("text", "").strip(),
            "ticket": form.get("number", "").strip(),
        }
        await self._run(f"evidence-{hypothesis}", lambda cases, number, by: cases.put_evidence(number, by, values))

    @rx.event
    @allowed(Role.AGENT)
    async def answer_evidence(self, form: dict[str, str]) -> None:
        """Say why evidence against a hypothesis does not refute it."""
        evidence = number_in(form, "evidence")
        answer = {"answer": form.get("answer", "").strip()}
        await self._run(
            f"answer-{evidence}", lambda cases, number, by: cases.put_evidence(number, by, answer, evidence)
        )
