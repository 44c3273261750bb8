import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.queries.encoded_query import Condition, Ordering, parse

RECORDS = {
    "a": {"number": "INC1", "priority": "1", "state": "2", "short_description": "Mail is down", "sys_mod_count": "9"},
    "b": {"number": "INC2", "priority": "3", "state": "6", "short_description": "mailbox full", "sys_mod_count": "10"},
    "c": {"number": "INC3", "priority": "5", "state": "1", "short_description": "Printer, 3rd ^floor^", "category": ""},
    "d": {"number": "INC4", "priority": "", "state": "-100", "short_description": "", "category": "network"},
}
TIMES = {
    "a": "2026-01-01 10:00:00",
    "b": "2026-01-01 10:00:00",
    "c": "2026-01-01 10:00:01",
    "d": "2026-01-02 00:00:00",
}


@pytest.fixture
def desk(instance: Instance) -> Instance:
    for sys_id, fields in RECORDS.items():
        stamps = {"sys_id": sys_id, "sys_updated_on": TIMES[sys_id]}
        instance.insert("incident", {"priority": "", "sys_mod_count": "0", **fields, **stamps})
    return instance


def selected(desk: Instance, query: str) -> str:
    return "".join(sorted(record["sys_id"] for record in desk.select("incident", query).records))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("priority=1", "a"),
        ("priority!=1", "bcd"),
        ("priority>1", "bc"),
        ("priority>=3", "bc"),
        ("priority<5", "ab"),
        ("priority<=3", "ab"),
        ("stateIN1,6", "bc"),
        ("stateNOT IN1,6", "ad"),
        ("short_descriptionSTARTSWITHmail", "ab"),
        ("short_descriptionENDSWITHDOWN", "a"),
        ("short_descriptionLIKEPRINTER", "c"),
        ("short_descriptionNOT LIKEmail", "cd"),
        ("short_descriptionNOTLIKEmail", "cd"),
        ("short_description!*mail", "cd"),
        ("short_descriptionDOES NOT CONTAINmail", "cd"),
        ("short_description*printer", "c"),
        ("short_descriptionCONTAINSprinter", "c"),
        ("short_description%down", "a"),
        ("short_descriptionEMPTYSTRING", "d"),
        ("short_descriptionANYTHING", "abcd"),
        ("prioritySAMEASstate", ""),
        ("priorityNSAMEASstate", "abcd"),
        ("sys_mod_countGT_FIELDpriority", "ab"),
        ("short_descriptionISEMPTY", "d"),
        ("short_descriptionISNOTEMPTY", "abc"),
        ("short_description=", "d"),
        ("priority=NULL", "d"),
        ("priority!=NULL", "abc"),
        ("priorityBETWEEN1@3", "ab"),
        ("number=inc2", "b"),
        ("state=-100", "d"),
        ("sys_mod_count>9", "b"),
        ("sys_updated_on>2026-01-01 10:00:00", "cd"),
        ("sys_updated_on>=2026-01-01 10:00:00", "abcd"),
        ("sys_updated_on<2026-01-01 10:00:01", "ab"),
        ("sys_updated_on<=2026-01-01 10:00:01", "abc"),
        ("sys_updated_on=2026-01-01 10:00:00^sys_id>a", "b"),
        ("sys_updated_on>=2026-01-02", "d"),
        ("sys_updated_on>javascript:gs.dateGenerate('2026-01-01','10:00:00')", "cd"),
        ("sys_updated_on>=2026-01-01 10:00:01^sys_updated_on<=2026-01-01 10:00:01", "c"),
    ],
)
def test_each_operator_selects_what_it_says(desk: Instance, query: str, expected: str) -> None:
    assert selected(desk, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=2^ORstate=6^priority=3", "b"),
        ("priority=3^state=2^ORstate=6", "b"),
        ("priority=1^ORpriority=5^state=1^ORstate=-100", "c"),
        ("state=2^NQpriority=5", "ac"),
        ("state=2^priority=5^NQstate=6^ORstate=1^priority=3", "b"),
        ("ORstate=2", "a"),
        ("", "abcd"),
    ],
)
def test_or_binds_to_the_condition_before_it_and_nq_divides_whole_queries(
    desk: Instance, query: str, expected: str
) -> None:
    assert selected(desk, query) == expected


def test_two_carets_are_one_in_a_value(desk: Instance) -> None:
    assert selected(desk, "short_descriptionLIKE^^floor^^^state=1") == "c"
    assert selected(desk, "short_descriptionLIKE^^floor^^^state=2") == ""


def test_a_value_may_hold_operators_newlines_and_quotes() -> None:
    text = "short_description=a=b\n>=\"c\" 'd' NOT IN e"
    assert parse(text).queries == (((Condition("short_description", "=", "a=b\n>=\"c\" 'd' NOT IN e"),),),)


def test_orderings_are_read_in_turn_wherever_they_stand() -> None:
    query = parse("ORDERBYDESCpriority^state=1^ORDERBYnumber")
    assert query.ordering == (Ordering("priority", is_descending=True), Ordering("number"))
    assert query.queries == (((Condition("state", "=", "1"),),),)


@pytest.mark.parametrize("query", ["nosuch=1", "nosuch>5^ORDERBYnosuch", "complete nonsense", "nosuch=1^NQnosuch=2"])
def test_an_unknown_field_is_dropped_without_a_word(desk: Instance, query: str) -> None:
    assert selected(desk, query) == "abcd"


def test_only_the_unknown_field_is_dropped(desk: Instance) -> None:
    assert selected(desk, "nosuch=1^ORstate=2") == "a"
    assert selected(desk, "state=2^nosuch=1") == "a"


@pytest.mark.parametrize(
    "query", ["priority=high", "sys_updated_on>=yesterday", "sys_updated_on<=yesterday", "state=99"]
)
def test_a_bad_value_selects_nothing(desk: Instance, query: str) -> None:
    assert selected(desk, query) == ""
