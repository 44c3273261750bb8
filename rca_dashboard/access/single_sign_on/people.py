"""A person as the identity provider's claims describe them. Pure: claims in, a person or a refusal out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.usernames import LONGEST_USERNAME, is_username
from rca_dashboard.access.single_sign_on.errors import Refusal, SignOnError
from rca_dashboard.access.single_sign_on.rules import SignOnRules

_LONGEST_TEXT = 200
# Entra leaves the groups out of a token when there are more than 200, and says so in one of these claims.
_OVERAGE_CLAIMS = ("hasgroups", "_claim_names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who logged in at the provider.

    Attributes:
        subject: What identifies them there for ever: the issuer and its ``sub``.
        username: The name of a new account; an existing one keeps its name.
        session: The provider's own session (``sid``), or empty.
        id_token: Proves the login to the provider when the person logs out.
    """

    subject: str
    username: str
    name: str
    email: str
    role: Role
    groups: tuple[str, ...] = ()
    session: str = ""
    id_token: str = ""

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"Person({self.username!r}, {self.role.name})"


def subject_of(issuer: str, sub: str) -> str:
    """Return what identifies a person: a ``sub`` means nothing without its issuer."""
    return f"{issuer}\n{sub}"


def person_of(claims: Mapping[str, Any], rules: SignOnRules, *, issuer: str, id_token: str = "") -> Person:
    """Return the person that these claims describe.

    Raises:
        SignOnError: If they have no role here, or no usable username.
    """
    return Person(
        subject=subject_of(issuer, str(claims["sub"])),
        username=_username(claims, rules.username_claim),
        name=_text(claims.get("name")),
        email=_text(claims.get("email")),
        role=role_of(claims, rules),
        groups=groups_of(claims, rules),
        session=_text(claims.get("sid")),
        id_token=id_token,
    )


def role_of(claims: Mapping[str, Any], rules: SignOnRules) -> Role:
    """Return the highest role that the claims give.

    Raises:
        SignOnError: If they give none, and there is no default role.
    """
    values = groups_of(claims, rules)
    held = [rules.roles[name] for name in values if name in rules.roles]
    if held:
        return max(held)
    if not values and _has_overage(claims, rules.role_claim):
        detail = f"the provider left {rules.role_claim} out, because this person is in too many groups"
        raise SignOnError(Refusal.TOO_MANY_GROUPS, detail)
    if rules.default_role is Role.NOBODY:
        raise SignOnError(Refusal.NO_ROLE, f"no value of {rules.role_claim or 'OIDC_ROLE_CLAIM'} has a role")
    return rules.default_role


def groups_of(claims: Mapping[str, Any], rules: SignOnRules) -> tuple[str, ...]:
    """Return the groups or roles that the claims name; teams may have members by them."""
    values = _values(claim_at(claims, rules.role_claim)) if rules.role_claim else ()
    return tuple(_group(value) for value in values)


def needs_more(claims: Mapping[str, Any], rules: SignOnRules) -> bool:
    """Return whether a claim is missing that the provider may return from its userinfo endpoint alone."""
    wanted = (rules.username_claim, rules.role_claim, "name", "email")
    return any(name and claim_at(claims, name) is None for name in wanted)


def claim_at(claims: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a claim is any JSON
    """Return the claim at a path such as ``realm_access.roles``, or None.

    Names may themselves contain dots (``https://desk.example.com/roles``), so the longest name that exists is taken.
    """
    if path in claims:
        return claims[path]
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        inner = claims.get(".".join(parts[:length]))
        if isinstance(inner, Mapping):
            found = claim_at(cast("Mapping[str, Any]", inner), ".".join(parts[length:]))
            if found is not None:
                return found
    return None


def _values(claim: object) -> tuple[str, ...]:
    """Return the values of a claim: a list of texts, or one text; Keycloak, Entra and Okta send lists."""
    if isinstance(claim, str):
        return (claim,)
    if isinstance(claim, Iterable) and not isinstance(claim, Mapping):
        return tuple(value for value in cast("Iterable[object]", claim) if isinstance(value, str))
    return ()


def _group(value: str) -> str:
    """Return a group's name as ``OIDC_ROLES`` writes it: Keycloak puts the path of a top-level group in front."""
    return value.removeprefix("/")


def _has_overage(claims: Mapping[str, Any], role_claim: str) -> bool:
    left_out = claims.get("_claim_names")
    is_named = isinstance(left_out, Mapping) and role_claim.partition(".")[0] in left_out
    return is_named or (role_claim == "groups" and any(claims.get(name) for name in _OVERAGE_CLAIMS))


def _username(claims: Mapping[str, Any], path: str) -> str:
    found = claim_at(claims, path)
    # Entra writes guests as ``name_home.example#EXT#@tenant.example``.
    name = "".join(sign if is_username(sign) else "-" for sign in found.strip()) if isinstance(found, str) else ""
    if not is_username(name):
        detail = f"the claim {path} is missing, empty or longer than {LONGEST_USERNAME} characters"
        raise SignOnError(Refusal.NO_USERNAME, detail)
    return name


def _text(claim: object) -> str:
    return claim[:_LONGEST_TEXT] if isinstance(claim, str) else ""
