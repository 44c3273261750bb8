"""Settings from environment variables: a field is a variable's name in lower case; ``.env.example`` describes each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar, cast

from rca_dashboard import database_values, mail_values
from rca_dashboard import setting_values as values
from rca_dashboard.access.logins.passwords import SHORTEST_PASSWORD
from rca_dashboard.env_file import EnvFileError
from rca_dashboard.environment import environment
from rca_dashboard.servicenow.network import NetworkError, network_of
from rca_dashboard.setting_contradictions import assistant_problems, mail_problems, proxy_problems, sign_on_problems

Value = TypeVar("Value")

_USER = ("servicenow_username", "servicenow_password")
_CLIENT = ("servicenow_client_id", "servicenow_client_secret")
_NEEDED = {
    "basic": _USER,
    "oauth_client_credentials": _CLIENT,
    "oauth_password": (*_CLIENT, *_USER),
    "api_key": ("servicenow_api_key",),
}
# On one machine; each keeps a copy of the state of its browsers, and connections of its own.
MOST_WORKERS = 64
_CREDENTIALS = re.compile(r"^(\w*:/*)?.*@")


class SettingsError(Exception):
    """Raised for invalid settings: a line for each, with its name, its value (secrets masked) and what is allowed."""


def _variable(
    read: Callable[[str], Value], default: str = "", *, demo: str | None = None, is_secret: bool = False
) -> Value:
    """Declare a variable.

    Args:
        read: Parses its text, or raises a ``ValueError`` that says what is allowed.
        default: The text if the variable is empty or missing.
        demo: The default in demo mode, if it differs.
        is_secret: Its value appears in no error, no log and no ``repr``.
    """
    metadata = {"read": read, "default": default, "demo": default if demo is None else demo, "is_secret": is_secret}
    return cast("Value", field(metadata=metadata, repr=not is_secret))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, validated, with defaults filled in. Empty text means not set."""

    servicenow_url: str = _variable(values.optional_http_origin)
    servicenow_auth: str = _variable(values.servicenow_mode, "basic")
    servicenow_username: str = _variable(values.as_is)
    servicenow_password: str = _variable(values.as_is, is_secret=True)
    servicenow_client_id: str = _variable(values.as_is)
    servicenow_client_secret: str = _variable(values.as_is, is_secret=True)
    servicenow_api_key: str = _variable(values.header_text, is_secret=True)
    servicenow_tables: tuple[str, ...] = _variable(
        values.table_names, "incident", demo="incident,problem,change_request"
    )
    servicenow_query: str = _variable(values.as_is)
    servicenow_enable_polling: bool = _variable(values.truth, "true")
    servicenow_polling_interval: str = _variable(values.cron, "*/1 * * * *", demo="*/2 * * * * *")
    servicenow_polling_batch_size: int = _variable(values.whole_number(1, 10_000), "1000")
    servicenow_enable_bulk_import: bool = _variable(values.truth, "true")
    servicenow_sla: str = _variable(values.one_of("auto", "true", "false"), "auto")
    servicenow_overlap_seconds: int = _variable(values.whole_number(0, 3600), "10")
    servicenow_reconcile_interval: str = _variable(values.cron_or_never, "17 * * * *")
    servicenow_reconcile_requests: int = _variable(values.whole_number(0, 10_000), "20")
    servicenow_timeout_seconds: int = _variable(values.whole_number(1, 600), "30")
    servicenow_webhook_secret: str = _variable(values.as_is, is_secret=True)
    database_url: str = _variable(
        database_values.database_url, "sqlite:///rca_dashboard.db", demo="sqlite:///demo.db", is_secret=True
    )
    database_listen_url: str = _variable(database_values.listen_url, is_secret=True)
    redis_url: str = _variable(database_values.redis_url, is_secret=True)
    web_concurrency: int = _variable(values.whole_number(1, MOST_WORKERS), "1")
    instance_id: str = _variable(values.instance_id)
    retention_feed_days: int = _variable(values.whole_number(0, 36_500), "365")
    retention_polls_days: int = _variable(values.whole_number(0, 36_500), "30")
    retention_notifications_days: int = _variable(values.whole_number(0, 36_500), "90")
    retention_audit_days: int = _variable(values.whole_number(0, 36_500), "365")
    insight: bool = _variable(values.truth, "true")
    insight_rebuild_hour: int = _variable(values.whole_number(0, 23), "3")
    insight_time_zone: str = _variable(values.time_zone, "UTC")
    insight_minutes_a_ticket: int = _variable(values.whole_number(0, 10_000), "0")
    llm_base_url: str = _variable(values.as_is)
    llm_model: str = _variable(values.as_is)
    llm_api_key: str = _variable(values.header_text, is_secret=True)
    auth_mode: str = _variable(values.access_mode, "password", demo="none")
    allow_open_access: bool = _variable(values.truth, "false")
    admin_username: str = _variable(values.as_is, "admin")
    admin_password: str = _variable(values.as_is, is_secret=True)
    second_factor_roles: tuple[str, ...] = _variable(values.roles)
    session_secret: str = _variable(values.as_is, is_secret=True)
    cors_origins: tuple[str, ...] = _variable(values.origins)
    cors_credentials: bool = _variable(values.truth, "true")
    public_url: str = _variable(values.public_url, values.DEFAULT_PUBLIC_URL)
    smtp_url: str = _variable(mail_values.mail_url, is_secret=True)
    smtp_from: str = _variable(mail_values.mail_sender)
    oidc_issuer: str = _variable(values.issuer_url)
    oidc_client_id: str = _variable(values.as_is)
    oidc_client_secret: str = _variable(values.as_is, is_secret=True)
    oidc_role_claim: str = _variable(values.as_is)
    oidc_roles: tuple[tuple[str, str], ...] = _variable(values.role_mapping)
    oidc_default_role: str = _variable(values.role)
    oidc_username_claim: str = _variable(values.as_is, "preferred_username")
    oidc_scopes: tuple[str, ...] = _variable(values.scopes, "openid profile email")
    proxy_user_header: str = _variable(values.header_name)
    proxy_groups_header: str = _variable(values.header_name)
    proxy_roles: tuple[tuple[str, str], ...] = _variable(values.role_mapping)
    proxy_default_role: str = _variable(values.role)
    limit_sockets_per_user: int = _variable(values.whole_number(0, 1_000_000), "20")
    limit_messages_per_second: int = _variable(values.whole_number(0, 1_000_000), "20")
    drain_seconds: int = _variable(values.whole_number(0, 300), "0")
    trusted_proxies: tuple[str, ...] = _variable(values.proxies)
    log_level: str = _variable(values.log_level, "INFO")
    log_format: str = _variable(values.log_format, "text")
    otel_exporter_otlp_endpoint: str = _variable(values.collector_url)
    debug: str = _variable(values.as_is)

    @property
    def is_demo(self) -> bool:
        """Whether the built-in ServiceNow is used, because no instance's URL is set."""
        return not self.servicenow_url

    @property
    def has_single_sign_on(self) -> bool:
        """Whether people may log in at an identity provider."""
        return "oidc" in self.auth_mode.split(",")

    @property
    def may_have_several_workers(self) -> bool:
        """Whether several processes may share the database."""
        return not self.is_demo and self.database_url.startswith("postgresql")

    @property
    def logs_socket_packets(self) -> bool:
        """Whether each websocket packet's name and size is logged (``DEBUG=socket.io:*``, as in Node's debug)."""
        return any(part.strip().startswith("socket.io") for part in self.debug.split(","))

    def allowed_origins(self, *, frontend_port: int, backend_port: int) -> tuple[str, ...]:
        """Return the origins that may open the websocket and call the API; ``*`` alone allows all.

        The app's own page is always allowed: at PUBLIC_URL, and on this machine on the ports it actually runs on.
        """
        if self.cors_origins == ("*",):
            return self.cors_origins
        has_default = self.public_url == values.DEFAULT_PUBLIC_URL
        named = self.cors_origins if has_default and self.cors_origins else (self.public_url, *self.cors_origins)
        own = (
            values.http_origin(f"http://{host}:{port}")
            for port in (frontend_port, backend_port)
            for host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104 - Reflex prints it as a link
        )
        return tuple(dict.fromkeys((*named, *own)))


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return all settings.

    Args:
        environ: Names and texts; None reads ``.env`` in the working directory and, overriding it, the real environment.

    Raises:
        SettingsError: With one line for each invalid value.
    """
    texts = _environment() if environ is None else environ
    mode = "default" if texts.get("SERVICENOW_URL", "").strip() else "demo"
    found: dict[str, Any] = {}
    problems = list(_workers(texts))
    for variable in fields(Settings):
        given = texts.get(variable.name.upper(), "")
        text = (given if variable.metadata["is_secret"] else given.strip()) or variable.metadata[mode]
        try:
            found[variable.name] = variable.metadata["read"](text)
        except ValueError as error:
            problems.append(_problem(variable, text, str(error)))
    _refuse(problems)
    settings = Settings(**found)
    _refuse((*_contradictions(settings), *_network_problems(settings, texts)))
    return settings


def _environment() -> dict[str, str]:
    try:
        return environment()
    except EnvFileError as error:
        raise SettingsError(str(error)) from None


def _refuse(problems: Iterable[str]) -> None:
    if lines := "\n".join(problems):
        raise SettingsError(lines)


def _problem(variable: Field[Any], text: str, allowed: str) -> str:
    shown = "***" if variable.metadata["is_secret"] else _CREDENTIALS.sub(r"\1***@", text)
    return f"{variable.name.upper()}={shown}: {allowed}."


def _workers(texts: Mapping[str, str]) -> Iterator[str]:
    """Refuse Reflex's own ways to have several workers."""
    if texts.get("GRANIAN_WORKERS", "").strip() not in ("", "1"):
        yield f"GRANIAN_WORKERS={texts['GRANIAN_WORKERS']}: must be 1; WEB_CONCURRENCY sets the workers."
    if texts.get("REFLEX_REDIS_URL", "").strip():
        yield "REFLEX_REDIS_URL=***: leave it empty; workers agree through PostgreSQL, and keep states in memory."


def _network_problems(settings: Settings, texts: Mapping[str, str]) -> Iterator[str]:
    """Refuse proxies and certificates that cannot be used; the built-in ServiceNow needs neither."""
    try:
        if not settings.is_demo:
            network_of(settings.servicenow_url, texts)
    except NetworkError as error:
        yield str(error)


def _contradictions(settings: Settings) -> Iterator[str]:
    """Return the errors of settings that are valid alone but not together."""
    if settings.cors_origins == ("*",) and settings.cors_credentials:
        yield (
            "CORS_ORIGINS=*: must not be combined with CORS_CREDENTIALS=true, which lets any site act as its visitor; "
            "list the origins, or set CORS_CREDENTIALS=false."
        )
    if settings.has_single_sign_on:
        yield from sign_on_problems(settings)
    if settings.auth_mode == "proxy":
        yield from proxy_problems(settings)
    yield from assistant_problems(settings)
    yield from mail_problems(settings)
    if settings.is_demo:
        return
    for name in _NEEDED[settings.servicenow_auth]:
        if not getattr(settings, name):
            yield (
                f"{name.upper()}=: required by {settings.servicenow_url} "
                f"with SERVICENOW_AUTH={settings.servicenow_auth}; set it."
            )
    if settings.admin_password and len(settings.admin_password) < SHORTEST_PASSWORD:
        yield f"ADMIN_PASSWORD=***: must have at least {SHORTEST_PASSWORD} characters."
    if settings.auth_mode == "none" and not settings.allow_open_access:
        yield (
            "AUTH_MODE=none: everyone who can reach the page could read the instance's tickets; "
            "set AUTH_MODE=password, or ALLOW_OPEN_ACCESS=true if that is intended."
        )
