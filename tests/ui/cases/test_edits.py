"""What a browser's form of a case may save, checked at the server."""

import pytest

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.ui.cases.edits.stages import signature_in
from rca_dashboard.ui.cases.edits.texts import ChangedMeanwhileError, ChosenMeanwhileError, check_base, checked
from tests.tickets import NOON

CASE = Case(title="Mail", created_at=NOON, updated_at=NOON, updated_by="ben")


def test_a_choice_is_not_replaced_unseen() -> None:
    check_base(CASE, "people", "people", "process")
    check_base(CASE, "process", "people", "process")
    with pytest.raises(ChosenMeanwhileError, match=r"ben has changed this meanwhile to “technology”\. Save again"):
        check_base(CASE, "technology", "people", "process")
    with pytest.raises(ChosenMeanwhileError, match="to “nothing”"):
        check_base(CASE, "", "people", "process")


def test_a_text_is_not_replaced_unseen() -> None:
    assert checked(CASE, "Since noon", "Since noon", " Since one ") == "Since one"
    assert checked(CASE, "Since one", "Since noon", "Since one") == "Since one"
    with pytest.raises(ChangedMeanwhileError, match="ben has changed this"):
        checked(CASE, "Since two", "Since noon", "Since one")


@pytest.mark.parametrize(
    ("form", "signature"),
    [
        ({"words": " vpn  gateway ", "cmdb_ci": "", "cluster": "7"}, {"words": "vpn gateway", "cluster": 7}),
        ({"cluster": "7"}, {"cluster": 7}),
        ({"cmdb_ci": "VPN", "cluster": "seven"}, {"cmdb_ci": "VPN"}),
        ({"words": " ", "cluster": "-1"}, {}),
        ({}, {}),
    ],
)
def test_a_signature_takes_the_cluster_only_where_its_box_is_checked(
    form: dict[str, str], signature: dict[str, object]
) -> None:
    assert signature_in(form) == signature
