"""What can go wrong with a single sign-on, in words for people."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a login by single sign-on was refused; the login page shows a sentence for each (``login_methods.js``)."""

    UNAVAILABLE = "unavailable"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    INVALID = "invalid"
    NO_ROLE = "no_role"
    TOO_MANY_GROUPS = "too_many_groups"
    NO_USERNAME = "no_username"
    NAME_TAKEN = "name_taken"
    DISABLED = "disabled"


class ProviderUnavailableError(Exception):
    """The identity provider did not answer, or not as OpenID Connect says; the text is for the log and the doctor."""


class SignOnError(Exception):
    """A login that is refused.

    Attributes:
        refusal: What the login page says.
    """

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal
