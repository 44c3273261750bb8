"""Settings that are valid alone and not together, where people log in elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

_API = re.compile(r"https?://[^\s/@?#]+(?:/[^\s@?#]*)?")


def sign_on_problems(settings: Any) -> Iterator[str]:  # noqa: ANN401 - the settings, which stand on this module
    """Yield what settings of single sign-on lack."""
    for name in ("oidc_issuer", "oidc_client_id"):
        if not getattr(settings, name):
            yield f"{name.upper()}=: required by AUTH_MODE={settings.auth_mode}; set it."
    if settings.oidc_roles and not settings.oidc_role_claim:
        yield "OIDC_ROLE_CLAIM=: required by OIDC_ROLES; set it to the claim that holds the groups, such as groups."
    if not settings.oidc_roles and not settings.oidc_default_role:
        yield "OIDC_ROLES=: nobody could log in; map groups to roles, or set OIDC_DEFAULT_ROLE=viewer."


def proxy_problems(settings: Any) -> Iterator[str]:  # noqa: ANN401 - the settings, which stand on this module
    """Yield what settings of an authenticating proxy lack."""
    for name in ("proxy_user_header", "trusted_proxies"):
        if not getattr(settings, name):
            yield f"{name.upper()}=: required by AUTH_MODE=proxy; set it."
    if not settings.proxy_roles and not settings.proxy_default_role:
        yield "PROXY_ROLES=: nobody would have access; map users or groups to roles, or set PROXY_DEFAULT_ROLE=viewer."


def assistant_problems(settings: Any) -> Iterator[str]:  # noqa: ANN401 - Settings, which import this
    """Return the errors of the assistant's settings together."""
    if settings.llm_base_url and not _API.fullmatch(settings.llm_base_url):
        # The value is not repeated: it may hold a password.
        yield "LLM_BASE_URL: must be the URL where the API begins, without a user, such as https://api.example.com/v1."
    elif settings.llm_base_url and not settings.llm_model:
        yield f"LLM_MODEL=: required by LLM_BASE_URL={settings.llm_base_url}; set it."


def mail_problems(settings: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    """Yield what settings of mail lack."""
    if settings.smtp_url and not settings.smtp_from:
        yield "SMTP_FROM=: required by SMTP_URL; set it to the address that mail comes from."
