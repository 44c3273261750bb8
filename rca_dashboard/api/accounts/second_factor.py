"""The routes of the caller's own second factor."""

from fastapi import Request
from pydantic import Field

from rca_dashboard.access.account_care.account_care import AccountCare
from rca_dashboard.access.account_care.second_factors import LONGEST_CODE, Enrolment
from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import LONGEST_PASSWORD
from rca_dashboard.api.accounts.refusals import check_that_accounts_exist
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.json_types import Json
from rca_dashboard.store.accounts import Account


class SecondFactor(Schema):
    """The caller's second factor."""

    is_on: bool
    is_required: bool = Field(description="The caller's role cannot log in without one.")
    recovery_codes_left: int


class OwnPassword(Schema):
    """The caller's password, which is asked for again."""

    password: str = Field(max_length=LONGEST_PASSWORD)


class Code(Schema):
    """A code of the authenticator app."""

    code: str = Field(max_length=LONGEST_CODE)


class EnrolmentSchema(Schema):
    """What an authenticator app needs; it counts once a code has been confirmed. `qr_code` is a `data:` URL."""

    secret: str
    uri: str
    qr_code: str


class RecoveryCodes(Schema):
    """Codes that replace the app once each. They are in this response only."""

    recovery_codes: list[str]


class SecondFactorEndpoints:
    """The endpoints of the caller's second factor."""

    def __init__(self, care: AccountCare, accounts: Accounts, *, is_open: bool) -> None:
        self._care = care
        self._factors = care.factors
        self._accounts = accounts
        self._is_open = is_open

    async def second_factor(self, request: Request) -> JsonAnswer:
        """Return whether you have a second factor, and whether you need one."""
        check_that_accounts_exist(is_open=self._is_open)
        view = await self._factors.view(identity_of(request.scope).username)
        return success(
            {
                "is_on": view.is_on,
                "is_required": view.is_required,
                "recovery_codes_left": view.recovery_codes_left,
            }
        )

    async def begin_second_factor(self, request: Request, body: OwnPassword) -> JsonAnswer:
        """Begin with an authenticator app; it counts once a code has been confirmed."""
        check_that_accounts_exist(is_open=self._is_open)
        account = await self._owner(request, body.password)
        return success(enrolment_json(await self._factors.begin(account)))

    async def confirm_second_factor(self, request: Request, body: Code) -> JsonAnswer:
        """Confirm the app with a code of it; each login with a password asks for one, and your other sessions end."""
        check_that_accounts_exist(is_open=self._is_open)
        who = identity_of(request.scope)
        codes = await self._factors.confirm(who.username, body.code, by=actor_of(request), session_id=who.session_id)
        return success({"recovery_codes": list(codes)})

    async def renew_recovery_codes(self, request: Request, body: OwnPassword) -> JsonAnswer:
        """Replace the recovery codes."""
        check_that_accounts_exist(is_open=self._is_open)
        account = await self._owner(request, body.password)
        codes = await self._factors.renew_recovery_codes(account.username, by=actor_of(request))
        return success({"recovery_codes": list(codes)})

    async def remove_second_factor(self, request: Request, body: OwnPassword) -> JsonAnswer:
        """Remove the second factor, where the role does not require one."""
        check_that_accounts_exist(is_open=self._is_open)
        account = await self._owner(request, body.password)
        await self._factors.remove(account.username, by=actor_of(request))
        return success(None)

    async def _owner(self, request: Request, password: str) -> Account:
        identity = identity_of(request.scope)
        return await self._accounts.check_own_password(identity, password, address_of(request.scope))


def add_second_factor_routes(routes: Routes, care: AccountCare, accounts: Accounts, *, is_open: bool) -> None:
    """Add ``/auth/second-factor``."""
    endpoints = SecondFactorEndpoints(care, accounts, is_open=is_open)
    path, errors = "/auth/second-factor", (404, 409, 422, 503)
    codes = Answer[RecoveryCodes]
    routes.get(
        path,
        endpoints.second_factor,
        role=Role.VIEWER,
        is_for_enrolment=True,
        errors=(404, 409, 503),
        response_model=Answer[SecondFactor],
    )
    routes.post(
        path,
        endpoints.begin_second_factor,
        role=Role.VIEWER,
        is_for_enrolment=True,
        errors=errors,
        response_model=Answer[EnrolmentSchema],
    )
    routes.post(
        f"{path}/confirm",
        endpoints.confirm_second_factor,
        role=Role.VIEWER,
        is_for_enrolment=True,
        errors=errors,
        response_model=codes,
    )
    routes.post(
        f"{path}/recovery-codes", endpoints.renew_recovery_codes, role=Role.VIEWER, errors=errors, response_model=codes
    )
    routes.post(
        f"{path}/remove",
        endpoints.remove_second_factor,
        role=Role.VIEWER,
        errors=errors,
        response_model=Answer[None],
    )


def enrolment_json(enrolment: Enrolment) -> dict[str, Json]:
    """Return an enrolment as REST sends it."""
    return {"secret": enrolment.secret, "uri": enrolment.uri, "qr_code": enrolment.qr_code}
