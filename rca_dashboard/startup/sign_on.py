"""Single sign-on and authenticating proxies as the settings describe them, and the check for the doctor."""

from collections.abc import Iterable

from rca_dashboard.access.addresses import networks
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.proxy_logins import ProxyRules
from rca_dashboard.access.single_sign_on.errors import ProviderUnavailableError
from rca_dashboard.access.single_sign_on.provider import Provider
from rca_dashboard.access.single_sign_on.rules import SignOnRules
from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.settings import Settings

CALLBACK = "/api/v1/auth/oidc/callback"


def sign_on_rules(settings: Settings, *, home: str, callback_base: str) -> SignOnRules | None:
    """Return the rules of single sign-on, or None without it."""
    if not settings.has_single_sign_on:
        return None
    return SignOnRules(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        scopes=settings.oidc_scopes,
        username_claim=settings.oidc_username_claim,
        role_claim=settings.oidc_role_claim,
        roles=_roles(settings.oidc_roles),
        default_role=_role(settings.oidc_default_role),
        redirect_uri=callback_base + CALLBACK,
        home=home,
    )


def proxy_rules(settings: Settings) -> ProxyRules | None:
    """Return the rules of an authenticating proxy, or None without one."""
    if settings.auth_mode != "proxy":
        return None
    return ProxyRules(
        user_header=settings.proxy_user_header,
        groups_header=settings.proxy_groups_header,
        roles=_roles(settings.proxy_roles),
        default_role=_role(settings.proxy_default_role),
        trusted=networks(settings.trusted_proxies),
    )


def _roles(pairs: Iterable[tuple[str, str]]) -> dict[str, Role]:
    """Return the highest role of each name."""
    roles: dict[str, Role] = {}
    for role, name in pairs:
        roles[name] = max(_role(role), roles.get(name, Role.NOBODY))
    return roles


def _role(name: str) -> Role:
    return Role[name.upper()] if name else Role.NOBODY


async def check_provider(settings: Settings) -> tuple[Check, ...]:
    """Check that the identity provider answers, as a login needs it; none without single sign-on."""
    rules = sign_on_rules(settings, home=settings.public_url, callback_base=settings.public_url)
    if rules is None:
        return ()
    name = "Single sign-on"
    try:
        metadata = await Provider(rules).check()
    except ProviderUnavailableError as error:
        seen, _, remedy = str(error).partition("; ")
        return (failed(name, seen, remedy or "check OIDC_ISSUER and the way from this machine to it"),)
    seen = f"{metadata.issuer} answers; register {rules.redirect_uri} there as the redirect URI"
    if not metadata.end_session_endpoint:
        return (warned(name, f"{seen}; it has no logout endpoint", "a logout here does not end the session there"),)
    return (passed(name, seen),)
