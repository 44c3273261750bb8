"""The current user's second factor."""

from typing import Literal

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.account_care.second_factors import LONGEST_CODE
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.running import running
from rca_dashboard.store.accounts import Account
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor, current_identity

_IS_ON = (
    "The second factor is on, and your other sessions have ended. Keep the recovery codes: they are not shown again."
)
_FIELDS = {"wrong_password": "password", "invalid_code": "code"}


class OwnPassword(BaseModel):
    """The form that asks for the password again."""

    password: str = Field(max_length=1000)
    action: Literal["begin", "renew", "remove"] = "begin"


class FirstCode(BaseModel):
    """The form for the first code of an app."""

    code: str = Field(max_length=LONGEST_CODE)


class SecondFactorState(rx.State):
    """Sets up an authenticator app, renews recovery codes, and removes the second factor."""

    has_password: bool = False
    is_on: bool = False
    is_required: bool = False
    codes_left: int = 0
    qr_code: str = ""
    secret: str = ""
    recovery_codes: str = ""
    factor_answer: str = ""
    owned: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)
    first: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.VIEWER)
    async def load_factor(self) -> None:
        """Read whether there is a second factor; secrets of before are not shown again."""
        self._forget()
        self.factor_answer, self.owned, self.first = "", FormAnswer(), FormAnswer()
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def change_factor(self, form: dict[str, str]) -> None:
        """Begin with an app, renew the recovery codes, or remove the second factor; each needs the password."""
        self._forget()
        try:
            wanted = OwnPassword.model_validate(form)
            await self._do(wanted, await self._owner(wanted.password))
        except ValidationError as error:
            self.owned = self.owned.invalid(error)
        except AccountError as error:
            self.owned = self.owned.refused(str(error), _FIELDS.get(error.code, ""))
        else:
            self.owned = self.owned.accepted()
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def confirm_factor(self, form: dict[str, str]) -> None:
        """Confirm the app by its first code, and show the recovery codes this once."""
        by, session_id = await current_actor(self), (await current_identity(self)).session_id
        try:
            wanted = FirstCode.model_validate(form)
            factors = running().access.care.factors
            codes = await factors.confirm(by.username, wanted.code, by=by, session_id=session_id)
        except ValidationError as error:
            self.first = self.first.invalid(error)
        except AccountError as error:
            self.first = self.first.refused(str(error), _FIELDS.get(error.code, ""))
        else:
            self._forget()
            self.first = self.first.accepted()
            self.recovery_codes = "\n".join(codes)
            self.factor_answer = _IS_ON
        await self._read()

    async def _do(self, wanted: OwnPassword, account: Account) -> None:
        factors, by = running().access.care.factors, await current_actor(self)
        if wanted.action == "begin":
            enrolment = await factors.begin(account)
            self.qr_code, self.secret, self.factor_answer = enrolment.qr_code, enrolment.secret, ""
        elif wanted.action == "renew":
            self.recovery_codes = "\n".join(await factors.renew_recovery_codes(account.username, by=by))
            self.factor_answer = "The earlier recovery codes no longer work. Keep these: they are not shown again."
        else:
            await factors.remove(account.username, by=by)
            self.factor_answer = "The second factor is off."

    async def _owner(self, password: str) -> Account:
        identity, address = await current_identity(self), (await current_actor(self)).address
        return await running().access.accounts.check_own_password(identity, password, address)

    def _forget(self) -> None:
        self.qr_code, self.secret, self.recovery_codes = "", "", ""

    async def _read(self) -> None:
        identity = await current_identity(self)
        if not identity.session_id:
            return
        view = await running().access.care.factors.view(identity.username)
        self.has_password, self.is_on, self.is_required = view.has_password, view.is_on, view.is_required
        self.codes_left = view.recovery_codes_left
