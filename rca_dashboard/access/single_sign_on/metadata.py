"""What the identity provider says about itself, and whether it can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from rca_dashboard.access.single_sign_on.errors import ProviderUnavailableError
from rca_dashboard.access.single_sign_on.rules import SignOnRules

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the provider says about itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    sends_issuer: bool = False
    token_endpoint_auth_methods: tuple[str, ...] = ("client_secret_basic",)


def metadata_of(found: Mapping[str, Any], rules: SignOnRules) -> Metadata:
    """Return metadata that belongs to this issuer.

    Raises:
        ProviderUnavailableError: If it is another issuer's, or incomplete.
    """
    issuer = found.get("issuer")
    if not isinstance(issuer, str) or issuer.rstrip("/") != rules.issuer:
        raise ProviderUnavailableError(
            f"{rules.issuer} calls itself {_shown(issuer)}; set OIDC_ISSUER to exactly what it calls itself"
        )
    for name in _ENDPOINTS:
        url = found.get(name)
        if not isinstance(url, str) or not _is_as_safe(url, rules.issuer):
            raise ProviderUnavailableError(f"the {name} of {rules.issuer} is {_shown(url)}, not an https URL")
    methods = found.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=found["authorization_endpoint"],
        token_endpoint=found["token_endpoint"],
        jwks_uri=found["jwks_uri"],
        userinfo_endpoint=_optional(found, "userinfo_endpoint", rules.issuer),
        end_session_endpoint=_optional(found, "end_session_endpoint", rules.issuer),
        sends_issuer=found.get("authorization_response_iss_parameter_supported") is True,
        token_endpoint_auth_methods=_texts(methods) or ("client_secret_basic",),
    )


def _is_as_safe(url: str, issuer: str) -> bool:
    """Return whether a URL has TLS, or the issuer has none either (on this machine alone; see ``issuer_url``)."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return scheme == "https" or (scheme == "http" and issuer.startswith("http:"))


def _optional(found: Mapping[str, Any], name: str, issuer: str) -> str:
    url = found.get(name)
    return url if isinstance(url, str) and _is_as_safe(url, issuer) else ""


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(each for each in cast("list[object]", found) if isinstance(each, str))


def _shown(found: object) -> str:
    return repr(found)[:100] if found is not None else "nothing"
