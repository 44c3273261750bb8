"""Secrets of authenticator apps at rest: encrypted with a key that is derived from the secret that signs cookies."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# No secret of an app has a colon: what older versions stored as it is has letters and digits alone (base32).
_SEALED = "aes-gcm:"
_NONCE_BYTES = 12
_PURPOSE = b"rca_dashboard second factor"


class SealedSecrets:
    """Encrypts secrets (AES-256-GCM), each for its own account.

    Args:
        keys: Returns what keys are derived from: the first encrypts, and all decrypt.
    """

    def __init__(self, keys: Callable[[], tuple[str, ...]]) -> None:
        self._keys = keys

    def sealed(self, secret: str, account_key: str) -> str:
        """Return a secret as it is stored."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = _cipher(self._keys()[0]).encrypt(nonce, secret.encode(), account_key.encode())
        return _SEALED + urlsafe_b64encode(nonce + text).decode()

    def opened(self, stored: str, account_key: str) -> str | None:
        """Return the secret of what is stored, or None if it was encrypted with a key that is lost."""
        if not stored.startswith(_SEALED):
            return stored
        return next((found for key in self._keys() if (found := _decrypted(key, stored, account_key))), None)

    def is_current(self, stored: str, account_key: str) -> bool:
        """Return whether what is stored was encrypted with the key that encrypts now."""
        return stored.startswith(_SEALED) and _decrypted(self._keys()[0], stored, account_key) is not None


def _decrypted(key: str, stored: str, account_key: str) -> str | None:
    try:
        sealed = urlsafe_b64decode(stored.removeprefix(_SEALED))
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return _cipher(key).decrypt(nonce, text, account_key.encode()).decode()
    except (InvalidTag, ValueError):
        return None


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return AESGCM(derived)
