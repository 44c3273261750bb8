"""The commands on cases, for pages and REST. They block: call them in a worker thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rca_dashboard.cases.chosen_tickets import ChosenTickets, case_tickets
from rca_dashboard.cases.report import keep_report
from rca_dashboard.cases.suspects import suspects_of, with_figures
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases import acting, approval, editing, gates
from rca_dashboard.domain.cases.case import Case, CaseTicket, Stage, TicketRole
from rca_dashboard.domain.cases.edit import CaseError, Edit
from rca_dashboard.domain.cases.is_is_not import IsNotLine, is_is_not, refreshed
from rca_dashboard.domain.cases.likeness import CaseText, SimilarCase, similar_cases
from rca_dashboard.domain.cases.parts import SuspectState, Verdict, VerdictKind
from rca_dashboard.domain.cases.starting import new_case
from rca_dashboard.store.cases.chosen import cluster_now
from rca_dashboard.store.cases.contrast import field_counts, sys_ids_of
from rca_dashboard.store.cases.editing import create_case, edit_case
from rca_dashboard.store.cases.reading import find_case, tickets_named_in
from rca_dashboard.store.cases.texts import MOST_SUMMARIES, case_text, case_texts
from rca_dashboard.store.engine import Database


class NoSuchCaseError(CaseError):
    """A case that does not exist, or that the reader may not see."""

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no case {number}.")


class VersionNeededError(CaseError):
    """An edit that would overwrite a text, of somebody who does not say which version they have seen."""

    def __init__(self) -> None:
        super().__init__("Say in If-Match which version of the case you have edited: others may have changed it since.")


class Cases:
    """Edits cases.

    Args:
        database: Holds them.
        wake: Wakes the hub after an edit.
        now: The server's clock.
    """

    def __init__(self, database: Database, wake: Callable[[], None] = lambda: None, now: Clock = utc_now) -> None:
        self._database = database
        self._wake = wake
        self._now = now
        self._chosen = ChosenTickets(database)

    def case(self, number: str) -> Case:
        """Return a case.

        Raises:
            NoSuchCaseError: If there is none that the reader may see.
        """
        found = find_case(self._database, number)
        if found is None:
            raise NoSuchCaseError(number)
        return found

    def start(
        self,
        actor: Actor,
        *,
        title: str = "",
        statement: str = "",
        owner: str = "",
        tickets: Sequence[str] = (),
        cluster: int = 0,
        burst: int = 0,
    ) -> Case:
        """Start a case, with named tickets and those of a cluster or a burst, which also give it a title."""
        label, rows = self._chosen.found_in(cluster, burst)
        chosen = {row["sys_id"]: row for row in rows} | self._chosen.named(tickets)
        at = self._now()
        made = new_case(
            title=title or label or next((row["short_description"] for row in chosen.values()), ""),
            statement=statement,
            owner=owner,
            by=actor.username,
            at=at,
            is_not=is_is_not(field_counts(self._database, chosen)),
            tickets=case_tickets(chosen.values(), TicketRole.AFFECTED, actor, at),
            cluster=cluster,
            burst=burst,
        )
        case = create_case(self._database, made, actor)
        self._wake()
        return case

    def change_fields(self, number: str, actor: Actor, values: Mapping[str, Any], expected: int | None) -> Case:
        """Change a case's own fields."""
        return self.edit(number, actor, lambda case: editing.change_fields(case, values), expected)

    def put_tickets(
        self, number: str, actor: Actor, names: Sequence[str], role: TicketRole = TicketRole.AFFECTED
    ) -> Case:
        """Add tickets to a case, or give them another role."""
        tickets = case_tickets(self._chosen.named(names).values(), role, actor, self._now())
        lines = self._contrast(number, tickets) if role is not TicketRole.RECURRENCE else None

        def edit(case: Case) -> Edit:
            added = editing.add_tickets(case, tickets)
            return added if lines is None else replace(added, case=with_lines(added.case, lines))

        return self.edit(number, actor, edit)

    def remove_tickets(self, number: str, actor: Actor, names: Sequence[str]) -> Case:
        """Take tickets out of a case, also those that are deleted by now."""
        tickets = tickets_named_in(self._database, self.case(number).id, names)
        return self.edit(number, actor, lambda case: editing.remove_tickets(case, tickets))

    def put_hypothesis(
        self, number: str, actor: Actor, values: Mapping[str, Any], hypothesis: int = 0, expected: int | None = None
    ) -> Case:
        """Add or change a hypothesis."""

        def edit(case: Case) -> Edit:
            _check_version(case, "hypotheses", hypothesis, values, expected)
            return editing.put_hypothesis(case, actor.username, self._now(), values, hypothesis)

        return self.edit(number, actor, edit, expected)

    def put_evidence(
        self, number: str, actor: Actor, values: Mapping[str, Any], evidence: int = 0, expected: int | None = None
    ) -> Case:
        """Add or change evidence; of a ticket or change that it names, what is seen now is kept."""
        seen = {**values, **self._chosen.seen(values["ticket"])} if values.get("ticket") else dict(values)
        seen.pop("ticket", None)

        def edit(case: Case) -> Edit:
            _check_version(case, "evidence", evidence, seen, expected)
            return editing.put_evidence(case, actor.username, self._now(), seen, evidence)

        return self.edit(number, actor, edit, expected)

    def put_action(
        self, number: str, actor: Actor, values: Mapping[str, Any], action: int = 0, expected: int | None = None
    ) -> Case:
        """Add or change an action."""

        def edit(case: Case) -> Edit:
            _check_version(case, "actions", action, values, expected)
            return acting.put_action(case, actor.username, self._now(), values, action)

        return self.edit(number, actor, edit, expected)

    def judge_change(self, number: str, actor: Actor, change: str, values: Mapping[str, Any]) -> Case:
        """Confirm or refute a suspected change; an empty one stands for "none of these"."""
        seen = self._chosen.seen_change(change) if change else {}
        named = {name: seen[name] for name in ("sys_id", "number", "snapshot") if name in seen} | dict(values)
        named["snapshot"] = {**seen.get("snapshot", {}), **values.get("snapshot", {})}
        if values.get("state", SuspectState.SUSPECT) is not SuspectState.SUSPECT:
            named = with_figures(named, suspects_of(self._database, self.case(number), self._now()))
        return self.edit(number, actor, lambda case: acting.judge_change(case, actor.username, self._now(), named))

    def remove_part(self, number: str, actor: Actor, name: str, part_id: int, expected: int | None) -> Case:
        """Remove a hypothesis, a piece of evidence or an action."""
        return self.edit(number, actor, lambda case: editing.remove_part(case, name, part_id), expected)

    def add_note(self, number: str, actor: Actor, text: str) -> Case:
        """Write a note into the timeline."""
        return self.edit(number, actor, lambda case: editing.add_note(case, text))

    def move(self, number: str, actor: Actor, stage: Stage, expected: int | None = None) -> Case:
        """Move a case to a stage, if its gates are met."""
        return self.edit(number, actor, lambda case: gates.move(case, stage, self._now()), expected)

    def approve(self, number: str, actor: Actor, comment: str = "", expected: int | None = None) -> Case:
        """Approve a case as it is."""
        return self.edit(
            number, actor, lambda case: approval.approve(case, actor.username, self._now(), comment), expected
        )

    def accept_unknown(self, number: str, actor: Actor, reason: str) -> Case:
        """Accept by name that it cannot be known whether the fix held."""
        verdict = Verdict(
            kind=VerdictKind.CANNOT_BE_KNOWN,
            at=self._now(),
            by=actor.username,
            accepted_by=actor.username,
            reason=reason,
        )
        return self.edit(number, actor, lambda case: editing.give_verdict(case, verdict))

    def current_cluster(self, case: Case) -> int:
        """Return the cluster that a case's own has become, by merges and rebuilds; 0 if there is none."""
        return cluster_now(self._database, case.cluster, case.id)

    def is_not(self, number: str) -> tuple[IsNotLine, ...]:
        """Return the IS / IS NOT table as it is computed from the case's tickets now."""
        return self._contrast(number, ())

    def similar(self, number: str) -> tuple[SimilarCase, ...]:
        """Return the cases that are like one, with what was ruled out there."""
        case = self.case(number)
        return similar_cases(case_text(self._database, case), case_texts(self._database))

    def similar_to_tickets(self, names: Sequence[str]) -> tuple[SimilarCase, ...]:
        """Return the cases that are like one that would be started with these tickets."""
        rows = self._chosen.named(names).values()
        at = self._now()
        unborn = Case(title="", created_at=at, updated_at=at)
        text = CaseText(case=unborn, tickets=[row["short_description"] for row in rows][:MOST_SUMMARIES])
        return similar_cases(text, case_texts(self._database))

    def edit(self, number: str, actor: Actor, edit: Callable[[Case], Edit], expected: int | None = None) -> Case:
        """Store an edit, and wake the hub.

        Raises:
            NoSuchCaseError: If there is no such case that the actor may see.
            CaseError: Whatever the edit raises, and a conflict if the case has another version than expected.
        """
        edited = edit_case(self._database, number, edit, actor, at=self._now(), expected=expected)
        if edited is None:
            raise NoSuchCaseError(number)
        self._wake()
        keep_report(self._database, edited)
        return edited

    def _contrast(self, number: str, added: Sequence[CaseTicket]) -> tuple[IsNotLine, ...]:
        known = sys_ids_of(self._database, self.case(number).id)
        return is_is_not(field_counts(self._database, {*known, *(each.sys_id for each in added)}))


def with_lines(case: Case, computed: Sequence[IsNotLine]) -> Case:
    """Return a case with its IS / IS NOT table computed again; what people have edited stays."""
    return replace(case, is_not=refreshed(case.is_not, computed))


def _check_version(case: Case, name: str, part_id: int, values: Mapping[str, Any], expected: int | None) -> None:
    """Refuse to overwrite what somebody else may have written since, unless the version that was seen is named."""
    if not part_id or expected is not None:
        return
    old = editing.part_of(case, name, part_id)
    texts = {each: getattr(old, each, "") for each in ("text", "reason", "answer", "owner", "due_at")}
    if any(texts[each] and each in values and values[each] != texts[each] for each in texts):
        raise VersionNeededError
