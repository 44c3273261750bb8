"""Token shapes of Keycloak, Entra and Okta, as their documentation shows them, and the roles that they give."""

from dataclasses import replace
from typing import Any

import pytest

from rca_dashboard.access.identity import Role
from rca_dashboard.access.single_sign_on.errors import Refusal, SignOnError
from rca_dashboard.access.single_sign_on.people import person_of
from rca_dashboard.access.single_sign_on.rules import SignOnRules

GROUP_ID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
RULES = SignOnRules(
    issuer="https://login.example.com",
    client_id="desk",
    roles={"desk-admins": Role.ADMIN, "desk-agents": Role.AGENT, GROUP_ID: Role.AGENT},
    redirect_uri="https://desk.example.com/api/v1/auth/oidc/callback",
    home="https://desk.example.com",
)
KEYCLOAK = {
    "sub": "f:1d2c:vera",
    "sid": "6c1e",
    "realm_access": {"roles": ["offline_access", "desk-agents"]},
    "resource_access": {"desk.example.com": {"roles": ["desk-admins"]}, "account": {"roles": ["manage-account"]}},
    "groups": ["/desk-agents", "/sales/desk-admins"],
    "preferred_username": "vera",
    "name": "Vera Lund",
    "email": "vera@example.com",
}
ENTRA = {
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "oid": "00000000-0000-0000-66f3-3332eca7ea81",
    "tid": "9122040d-6c67-4c5b-b112-36a304b66dad",
    "preferred_username": "vera_partner.example#EXT#@example.onmicrosoft.com",
    "name": "Vera Lund",
    "groups": [GROUP_ID, "8a1d2d44-0000-0000-0000-000000000000"],
    "roles": ["desk-admins"],
}
ENTRA_OVERAGE = {
    **{name: value for name, value in ENTRA.items() if name != "groups"},
    "_claim_names": {"groups": "src1"},
    "_claim_sources": {"src1": {"endpoint": "https://graph.microsoft.com/v1.0/users/x/getMemberObjects"}},
}
OKTA = {
    "sub": "00uid4BxXw6I6TV4m0g3",
    "preferred_username": "vera.lund@example.com",
    "name": "Vera Lund",
    "email": "vera.lund@example.com",
    "groups": ["Everyone", "desk-agents"],
}


@pytest.mark.parametrize(
    ("claims", "role_claim", "role"),
    [
        (KEYCLOAK, "realm_access.roles", Role.AGENT),
        (KEYCLOAK, "resource_access.desk.example.com.roles", Role.ADMIN),
        (KEYCLOAK, "groups", Role.AGENT),
        (ENTRA, "groups", Role.AGENT),
        (ENTRA, "roles", Role.ADMIN),
        (ENTRA_OVERAGE, "roles", Role.ADMIN),
        (OKTA, "groups", Role.AGENT),
        ({**OKTA, "https://desk.example.com/role": "desk-admins"}, "https://desk.example.com/role", Role.ADMIN),
    ],
)
def test_the_highest_role_of_the_mapped_values_counts(claims: dict[str, Any], role_claim: str, role: Role) -> None:
    assert person_of(claims, replace(RULES, role_claim=role_claim), issuer=RULES.issuer).role is role


def test_a_username_of_a_guest_in_entra_becomes_one_that_is_allowed() -> None:
    person = person_of(ENTRA, replace(RULES, role_claim="groups"), issuer=RULES.issuer)
    assert person.username == "vera_partner.example-EXT-@example.onmicrosoft.com"
    assert person.subject == f"{RULES.issuer}\n{ENTRA['sub']}"


@pytest.mark.parametrize("default", list(Role))
def test_groups_that_entra_leaves_out_are_a_refusal_in_words_whatever_the_default_role(default: Role) -> None:
    for claims in (ENTRA_OVERAGE, {"sub": "1", "preferred_username": "vera", "hasgroups": True}):
        with pytest.raises(SignOnError) as raised:
            person_of(claims, replace(RULES, role_claim="groups", default_role=default), issuer=RULES.issuer)
        assert raised.value.refusal is Refusal.TOO_MANY_GROUPS


@pytest.mark.parametrize("value", [None, [], ["others"], "others", {"desk-admins": True}, [["desk-admins"]], 7])
def test_no_mapped_value_gives_the_default_role_and_no_entry_without_one(value: object) -> None:
    claims = {**OKTA, "groups": value}
    rules = replace(RULES, role_claim="groups")
    with pytest.raises(SignOnError) as raised:
        person_of(claims, rules, issuer=RULES.issuer)
    assert raised.value.refusal is Refusal.NO_ROLE
    assert person_of(claims, replace(rules, default_role=Role.VIEWER), issuer=RULES.issuer).role is Role.VIEWER


@pytest.mark.parametrize("username", [None, "", "  ", "x" * 65, 7, ["vera"]])
def test_a_person_without_a_usable_username_is_refused(username: object) -> None:
    with pytest.raises(SignOnError) as raised:
        person_of({**OKTA, "preferred_username": username}, replace(RULES, default_role=Role.VIEWER), issuer="x")
    assert raised.value.refusal is Refusal.NO_USERNAME
