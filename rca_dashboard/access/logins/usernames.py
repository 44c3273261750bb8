"""Which usernames are valid, and when two are equal."""

import unicodedata

LONGEST_USERNAME = 64
_ALLOWED_SIGNS = frozenset("._@+-")


def account_key(username: str) -> str:
    """Return the normalized form of a username: without case and compatibility variants (NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username.strip()).casefold())


def is_username(text: str) -> bool:
    """Return whether a new account may have this name: letters, digits and ``._@+-``, at most 64 characters."""
    return 0 < len(text) <= LONGEST_USERNAME and all(sign.isalnum() or sign in _ALLOWED_SIGNS for sign in text)
