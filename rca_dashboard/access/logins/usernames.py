"""What a username may be, and when two are the same."""

import unicodedata

LONGEST_USERNAME = 64
_ALLOWED_SIGNS = frozenset("._@+-")


def account_key(username: str) -> str:
    """Return what is the same for all ways to write a username: without case, without look-alike forms (NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username.strip()).casefold())


def is_username(text: str) -> bool:
    """Say whether a new account may have this name: letters, digits and ``._@+-``, at most 64 of them."""
    return 0 < len(text) <= LONGEST_USERNAME and all(sign.isalnum() or sign in _ALLOWED_SIGNS for sign in text)
