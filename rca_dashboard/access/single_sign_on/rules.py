"""What the settings say about single sign-on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rca_dashboard.access.identity import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOnRules:
    """The settings of the identity provider.

    Attributes:
        issuer: The issuer's URL, without a slash at its end.
        client_secret: Empty for a public client, which PKCE alone protects.
        scopes: The scopes to request; ``openid`` is one of them.
        username_claim: The claim that holds the username.
        role_claim: The claim that holds roles or groups; dots lead into nested claims.
        roles: The role of each value of that claim.
        default_role: The role of people without a mapped value; ``NOBODY`` refuses them.
        redirect_uri: Where the provider sends browsers back to.
        home: The address of the app's pages.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    username_claim: str = "preferred_username"
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict[str, Role])
    default_role: Role = Role.NOBODY
    redirect_uri: str
    home: str
