"""Single sign-on as the settings describe it, and its check for the doctor."""

from rca_dashboard.access.identity import Role
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
    roles: dict[str, Role] = {}
    for role, group in settings.oidc_roles:
        roles[group] = max(Role[role.upper()], roles.get(group, Role.NOBODY))
    return SignOnRules(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        scopes=settings.oidc_scopes,
        username_claim=settings.oidc_username_claim,
        role_claim=settings.oidc_role_claim,
        roles=roles,
        default_role=Role[settings.oidc_default_role.upper()] if settings.oidc_default_role else Role.NOBODY,
        redirect_uri=callback_base + CALLBACK,
        home=home,
    )


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
