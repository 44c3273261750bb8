"""Create the parts of access control from the settings: passwords, logins, accounts and open sockets."""

from pathlib import Path

import reflex as rx
from starlette.types import ASGIApp

from rca_dashboard.access.access import Access
from rca_dashboard.access.account_care.account_care import AccountCare
from rca_dashboard.access.account_care.mail import LinkMail, mail_server
from rca_dashboard.access.gate.demo_browsers import DemoBrowsers
from rca_dashboard.access.gate.gate import Gate, GateRules
from rca_dashboard.access.gate.headers import script_hashes
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.proxy_logins import ProxyLogins
from rca_dashboard.access.logins.sessions import OnEnded, Sessions
from rca_dashboard.access.logins.shared_throttle import SharedThrottle
from rca_dashboard.access.logins.throttle import OwnThrottle
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.access.teams import Teams
from rca_dashboard.live.reflex_adapter.direct_socket import DirectSocket
from rca_dashboard.live.reflex_adapter.packet_log import PacketLog
from rca_dashboard.setting_values import DEFAULT_PUBLIC_URL
from rca_dashboard.settings import Settings
from rca_dashboard.startup.sign_on import proxy_rules, sign_on_rules
from rca_dashboard.startup.workers.earlier_builds import EarlierBuilds
from rca_dashboard.store.engine import Database

# Where Reflex puts the pages that it serves itself; only their inline scripts may run. Missing in dev mode.
BUILT_PAGES = Path(".web/build/client")


def access_of(settings: Settings, database: Database, *, on_ended: OnEnded) -> Access:
    """Put together who may; nothing is read from the database yet.

    Args:
        settings: As read.
        database: Where accounts and logins are kept.
        on_ended: Called with the ids of logins that end, before their sockets are closed.
    """
    passwords = Passwords()
    throttle = SharedThrottle(database) if settings.may_have_several_workers else OwnThrottle()
    sockets = OpenSockets(
        most_for_one=settings.limit_sockets_per_user, messages_per_second=settings.limit_messages_per_second
    )
    is_https = settings.public_url.startswith("https:")
    sessions = Sessions(
        database,
        passwords,
        throttle,
        secret=settings.session_secret,
        is_https=is_https,
        open_sessions=sockets.sessions,
        on_ended=(on_ended, sockets.close_sessions),
        least_password_role=Role.ADMIN if settings.auth_mode == "oidc" else Role.VIEWER,
    )
    tokens = ApiTokens(database, sessions.audit)
    sessions.on_account_changed.append(tokens.forget_owner)
    accounts = Accounts(database, passwords, sessions, throttle)
    required = [Role[name.upper()] for name in settings.second_factor_roles]
    rules = sign_on_rules(settings, home=home_of(settings), callback_base=_callback_base(settings))
    care = AccountCare(database, accounts, passwords, sessions, required)
    if settings.smtp_url:
        care.links.mail = LinkMail(mail_server(settings.smtp_url, settings.smtp_from), home_of(settings))
    return Access(
        sessions=sessions,
        accounts=accounts,
        care=care,
        tokens=tokens,
        teams=Teams(database, sessions.audit, on_changed=sockets.close_all),
        sockets=sockets,
        is_open=settings.auth_mode == "none",
        database=database,
        proxy=ProxyLogins(proxy, database, sessions) if (proxy := proxy_rules(settings)) else None,
        browsers=DemoBrowsers(is_secure=is_https) if settings.is_demo and settings.auth_mode == "none" else None,
        sign_on=SingleSignOn(rules, database, sessions, is_https=is_https) if rules else None,
    )


def behind_gate(app: rx.App, inside: ASGIApp, settings: Settings, access: Access) -> ASGIApp:
    """Put the gate before an app.

    Args:
        app: The Reflex app, which has been set up.
        inside: What Reflex built of it.
        settings: As read.
        access: Who may.
    """
    gate = Gate(
        EarlierBuilds(DirectSocket(app, inside), access.database, BUILT_PAGES),
        _gate_rules(settings, access),
        sessions=access.asked_sessions,
        sockets=access.sockets,
        tokens=access.asked_tokens,
        proxy=access.proxy,
        visibility_of=access.teams.visibility_of,
    )
    return PacketLog(gate) if settings.logs_socket_packets else gate


def home_of(settings: Settings) -> str:
    """Return the address of the pages: PUBLIC_URL, or by default where Reflex serves them on this machine."""
    if settings.public_url != DEFAULT_PUBLIC_URL:
        return settings.public_url
    return (rx.config.get_config().deploy_url or settings.public_url).rstrip("/")


def _callback_base(settings: Settings) -> str:
    """Return the address of REST as browsers reach it; in development it has a port of its own."""
    if settings.public_url != DEFAULT_PUBLIC_URL:
        return settings.public_url
    return rx.config.get_config().api_url.rstrip("/")


def _gate_rules(settings: Settings, access: Access) -> GateRules:
    return GateRules(
        origins=tuple(rx.config.get_config().cors_allowed_origins),
        script_hashes=script_hashes(BUILT_PAGES),
        credentials=settings.cors_credentials,
        trusted_proxies=settings.trusted_proxies,
        is_https=settings.public_url.startswith("https:"),
        browsers=access.browsers,
    )
