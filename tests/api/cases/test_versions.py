"""``If-Match``: the forms of one version, and what is none."""

import pytest

from rca_dashboard.api.cases.versions import expected_version
from rca_dashboard.api.errors import ApiError


@pytest.mark.parametrize("sent", ["3", '"3"', 'W/"3"', ' "3" ', "03"])
def test_one_version_is_read_in_each_of_its_forms(sent: str) -> None:
    assert expected_version(sent) == 3


@pytest.mark.parametrize("sent", ["*", None])
def test_any_version_is_none_in_particular(sent: str | None) -> None:
    assert expected_version(sent) is None


@pytest.mark.parametrize(
    "sent",
    [
        "",
        '"3',
        '3"',
        "W/3",
        'w/"3"',
        '"3", "4"',
        "3, 3",
        "-3",
        "3.0",
        "1e1",
        "9999999999",
        '""',
        "abc",
        "*, 3",
        "٣",
        "²",
    ],
)
def test_what_is_no_version_is_refused(sent: str) -> None:
    with pytest.raises(ApiError) as refused:
        expected_version(sent)
    assert refused.value.status == 422
