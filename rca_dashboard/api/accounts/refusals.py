"""Errors of account changes as REST sends them."""

from collections.abc import Mapping

from rca_dashboard.access.logins.outcomes import Refused
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.errors import ApiError, error_answer

_LOGIN_REFUSALS: Mapping[str, tuple[str, str]] = {
    "wrong": ("invalid_credentials", "Incorrect username or password."),
    "disabled": ("account_disabled", "This account is disabled. Ask an admin to enable it."),
    "single_sign_on": ("single_sign_on_required", "Use single sign-on: passwords are for admins in an emergency."),
    "password_change": (
        "password_change_required",
        "This password was generated. Choose another, and send it as new_password.",
    ),
    "second_factor": (
        "second_factor_required",
        "Enter the code of your authenticator app, or a recovery code.",
    ),
    "enrolment": (
        "second_factor_enrolment_required",
        "Your role requires a second factor. Set up an authenticator app to log in.",
    ),
    "wrong_code": ("invalid_code", "This code is not valid: it is wrong, too old, or was used before."),
}


def login_refusal(refusal: Refused) -> JsonAnswer:
    """Return the answer to a login that is refused; most say that the password is right, and what is missing."""
    if refusal.reason == "slowed":
        slowed = ApiError(429, "too_many_attempts", f"Too many attempts; try again in {refusal.wait_seconds} s.")
        return error_answer(slowed, headers={"Retry-After": str(refusal.wait_seconds)})
    if refusal.reason == "invalid_password":
        return error_answer(ApiError(422, "invalid_password", refusal.message))
    code, message = _LOGIN_REFUSALS[refusal.reason]
    return error_answer(ApiError(401, code, refusal.message or message))


def check_that_passwords_exist(*, is_open: bool, passwords_for: str) -> None:
    """Check that people log in with passwords here.

    Raises:
        ApiError: ``open_access`` or ``no_passwords`` if they do not.
    """
    check_that_accounts_exist(is_open=is_open)
    if passwords_for == "nobody":
        raise ApiError(409, "no_passwords", "The proxy in front logs people in: AUTH_MODE=proxy.")


def check_that_accounts_exist(*, is_open: bool) -> None:
    """Check that a login is required.

    Raises:
        ApiError: ``open_access`` if it is not.
    """
    if is_open:
        raise ApiError(409, "open_access", "Login is turned off: AUTH_MODE=none.")
