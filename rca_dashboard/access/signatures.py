"""Requests signed with a shared secret, for programs that cannot log in.

``X-RCA-Signature`` is ``sha256=`` and the HMAC-SHA256 (RFC 2104) of ``X-RCA-Timestamp`` (unix seconds), a full stop and
the body: in hexadecimal digits, or in Base64, which is what ServiceNow's ``generateMac`` gives. The time is signed, so
that an old request cannot be replayed with a new time.
"""

import base64
import heapq
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rca_dashboard.clock import unix_seconds

TOLERANCE_SECONDS = 300
# Some 15 MB; a client that sends more in ten minutes has to wait.
MOST_REMEMBERED = 100_000
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"sha256=(?:(?P<hex>[0-9a-fA-F]{64})|(?P<base64>[0-9A-Za-z+/]{43}=))")


class SignatureError(Exception):
    """A request that is refused; the text says why in one sentence, for the person who set it up.

    Attributes:
        code: The machine-readable code.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class AcceptedRequest:
    """A request that this worker has accepted, and until when it must not be accepted again."""

    digest: str
    until: datetime


def replayed() -> SignatureError:
    """Return the refusal of a request that was accepted before, here or by another worker."""
    return SignatureError("replayed", "This request was already accepted; sign each request separately.")


def _digest(shown: re.Match[str]) -> bytes:
    return bytes.fromhex(shown["hex"]) if shown["hex"] else base64.b64decode(shown["base64"])


class Signatures:
    """Checks signatures, and remembers them while they are valid; ``store.shared_limits`` does so for all workers.

    Args:
        secret: The shared secret.
        now: Returns Unix seconds.
    """

    def __init__(self, secret: str, now: Callable[[], float] = unix_seconds) -> None:
        self._secret = secret.encode()
        self._now = now
        self._seen: set[bytes] = set()
        self._ends: list[tuple[float, bytes]] = []

    def check(self, timestamp: str, signature: str, body: bytes) -> AcceptedRequest:
        """Accept a request once in this worker, and return what another worker recognizes it by.

        Args:
            timestamp: The value of its header, or empty.
            signature: The value of its header, or empty.
            body: The raw body.

        Raises:
            SignatureError: If it is unsigned, wrongly signed, too old, from the future, or was accepted before.
        """
        shown = _SIGNATURE.fullmatch(signature)
        if not shown or not _TIMESTAMP.fullmatch(timestamp):
            raise SignatureError(
                "not_signed",
                "Sign the request: X-RCA-Timestamp must hold Unix seconds, and X-RCA-Signature must hold sha256= and "
                "the HMAC-SHA256 of the timestamp, a full stop and the body, in hexadecimal or Base64.",
            )
        digest = hmac.digest(self._secret, timestamp.encode() + b"." + body, "sha256")
        if not hmac.compare_digest(digest, _digest(shown)):
            raise SignatureError(
                "wrong_signature",
                "The signature does not match this body and timestamp: sign with SERVICENOW_WEBHOOK_SECRET.",
            )
        self._check_time(int(timestamp))
        until = int(timestamp) + TOLERANCE_SECONDS
        self._remember(digest, until)
        return AcceptedRequest(digest.hex(), datetime.fromtimestamp(until, UTC))

    def _check_time(self, signed_at: int) -> None:
        off = round(self._now() - signed_at)
        if abs(off) > TOLERANCE_SECONDS:
            age = f"{off} s ago" if off > 0 else f"{-off} s in the future"
            raise SignatureError(
                "stale_signature",
                f"The request was signed {age}; at most {TOLERANCE_SECONDS} s are allowed. Check both clocks.",
            )

    def _remember(self, digest: bytes, until: float) -> None:
        now = self._now()
        while self._ends and self._ends[0][0] < now - 1:
            self._seen.discard(heapq.heappop(self._ends)[1])
        if digest in self._seen:
            raise replayed()
        if len(self._seen) >= MOST_REMEMBERED:
            raise SignatureError(
                "too_many_requests", "Too many signed requests within ten minutes; polling finds these changes."
            )
        self._seen.add(digest)
        heapq.heappush(self._ends, (until, digest))
