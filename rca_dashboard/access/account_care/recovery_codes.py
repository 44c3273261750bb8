"""Recovery codes: each replaces the authenticator app once, on the day it is lost."""

import secrets
from hashlib import sha256

RECOVERY_CODES = 10
# 80 bits: a hash without a salt of its own cannot be searched for them.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def new_recovery_codes() -> tuple[str, ...]:
    """Return the codes of an account, which are shown once."""
    return tuple(_new_code() for _ in range(RECOVERY_CODES))


def recovery_hash(key: str, code: str) -> str:
    """Return what is stored of an account's code; capitals, spaces and hyphens make no difference."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return sha256(f"{key}\n{plain}".encode("utf-8", "surrogatepass")).hexdigest()


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)
