"""An encoded query is taken apart without changing what it means."""

import pytest

from rca_dashboard.servicenow.probe.query import terms_of


def test_fields_and_conditions_are_listed_once_with_their_alternatives() -> None:
    terms = terms_of("active=true^priority=1^ORpriority=2^NQactive=true^assigned_to.name=A ^^ B^ORDERBYnumber^EQ")
    assert terms.fields == ("active", "priority", "assigned_to.name")
    assert terms.conditions == ("active=true", "priority=1^ORpriority=2", "assigned_to.name=A ^^ B")
    assert terms.unreadable == ()


@pytest.mark.parametrize(
    "term",
    [
        *("stateIN1,2", "stateNOT IN7,8", "closed_atISEMPTY", "closed_atISNOTEMPTY", "short_descriptionLIKEprinter"),
        *("short_descriptionSTARTSWITHa", "numberENDSWITH1", "sys_class_nameINSTANCEOFtask", "u_x_1ANYTHING"),
        *("opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "impactSAMEASurgency"),
        *("opened_atRELATIVEGT@hour@ago@4", "assigned_toDYNAMIC90d1921e", "priority<=2"),
        *("opened_atBETWEEN2026-01-01 00:00:00@2026-02-01 00:00:00", "priorityGT_FIELDurgency", "caller_id.vip!=true"),
    ],
)
def test_every_operator_is_read(term: str) -> None:
    terms = terms_of(term)
    assert (terms.conditions, terms.unreadable, len(terms.fields)) == ((term,), (), 1)


@pytest.mark.parametrize("term", ["priority is 1", "=3", "State=3", "state", "javascript:new Query().today()"])
def test_what_is_no_condition_is_named(term: str) -> None:
    assert terms_of(f"active=true^{term}").unreadable == (term,)


@pytest.mark.parametrize("term", ["123TEXTQUERY321=printer", "RLQUERYtask_sla.task,>0^ENDRLQUERY", "GOTOnumber=1"])
def test_what_is_no_field_s_comparison_is_left_alone(term: str) -> None:
    assert terms_of(term).unreadable == ()
