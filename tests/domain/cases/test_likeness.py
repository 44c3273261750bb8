"""Similar cases: by their words in any language, and with what was ruled out in them."""

from dataclasses import replace

from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.likeness import CaseText, similar_cases
from rca_dashboard.domain.cases.parts import Hypothesis, HypothesisState
from tests.tickets import NOON

TEXTS = {
    1: ("Printers on floor 3 stop at noon", "All printers of floor 3 stop printing at noon", "Printer stopped"),
    2: ("Mail is slow", "Outlook takes minutes to send a mail", "Outlook hangs"),
    3: ("VPN drops connections", "Remote users lose the VPN every hour", "VPN disconnected again"),
    4: ("Der Drucker streikt", "Die Drucker im dritten Stock sind mittags nicht erreichbar", "Drucker offline"),
}


def text(number: int) -> CaseText:
    title, statement, summary = TEXTS[number]
    refuted = Hypothesis(
        id=number, text=f"cause {number}", state=HypothesisState.REFUTED, created_at=NOON, updated_at=NOON
    )
    case = Case(id=number, title=title, statement=statement, created_at=NOON, updated_at=NOON, hypotheses=(refuted,))
    return CaseText(case=case, tickets=[summary] * 3)


def asked(title: str, *, cluster: int = 0) -> CaseText:
    return CaseText(case=Case(id=9, title=title, cluster=cluster, created_at=NOON, updated_at=NOON))


def test_the_nearest_case_comes_with_its_words_and_what_was_ruled_out() -> None:
    (found,) = similar_cases(asked("Printer stops printing on floor 5"), [text(number) for number in TEXTS])
    assert found.case.number == "RCA-1"
    assert {"printer", "floor"} <= {word.rstrip("s") for word in found.words}
    assert [each.text for each in found.refuted] == ["cause 1"]


def test_nothing_is_near_enough_where_nothing_is() -> None:
    assert similar_cases(asked("The coffee machine leaks"), [text(number) for number in TEXTS]) == ()
    assert similar_cases(asked("Anything"), []) == ()


def test_a_case_of_the_same_cluster_comes_first_whatever_its_words() -> None:
    other = replace(text(2), case=replace(text(2).case, cluster=7, stage=Stage.CLOSED))
    found = similar_cases(asked("Printer stops printing on floor 5", cluster=7), [text(1), other])
    assert [each.case.number for each in found] == ["RCA-2", "RCA-1"]


def test_a_case_is_not_similar_to_itself() -> None:
    assert [each.case.id for each in similar_cases(text(1), [text(1), text(2)])] == []
