"""A signature is valid once, for five minutes, and for one body only."""

import base64
import hashlib
import hmac

import pytest

from rca_dashboard.access import signatures as signatures_module
from rca_dashboard.access.signatures import SignatureError, Signatures

SECRET = "between us"
BODY = b'{"table": "incident"}'
NOW = 1_800_000_000


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signatures(clock: Clock) -> Signatures:
    return Signatures(SECRET, clock)


def signed(timestamp: object = NOW, body: bytes = BODY, secret: str = SECRET) -> str:
    text = f"{timestamp}.".encode() + body
    return "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def refusal(signatures: Signatures, timestamp: object, signature: str, body: bytes = BODY) -> str:
    with pytest.raises(SignatureError) as raised:
        signatures.check(str(timestamp), signature, body)
    assert SECRET not in str(raised.value)
    return raised.value.code


def test_the_signature_is_that_of_the_documentation(signatures: Signatures) -> None:
    # printf '1800000000.{"table": "incident"}' | openssl dgst -sha256 -hmac 'between us'
    known = "b72900dcdcb3cdbf" + "ead7dee2b3e6c628" + "43b9b26e2edee43d" + "149d27e9cb2d4471"
    signatures.check(str(NOW), f"sha256={known}", BODY)


def test_base64_is_read_too_and_is_the_same_signature(signatures: Signatures) -> None:
    # printf '1800000000.{"table": "incident"}' | openssl dgst -sha256 -hmac 'between us' -binary | base64
    known = base64.b64encode(bytes.fromhex(signed().removeprefix("sha256="))).decode()
    signatures.check(str(NOW), f"sha256={known}", BODY)
    assert refusal(signatures, NOW, signed()) == "replayed"


def test_digits_may_be_written_large(signatures: Signatures) -> None:
    signatures.check(str(NOW), "sha256=" + signed().removeprefix("sha256=").upper(), BODY)
    assert refusal(signatures, NOW, signed()) == "replayed"


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha1=" + "0" * 64, "0" * 64, "sha256=" + "g" * 64, "sha256=" + "=" * 44]
)
def test_without_a_signature(signatures: Signatures, signature: str) -> None:
    assert refusal(signatures, NOW, signature) == "not_signed"


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "1e9", "1800000000.5", "٣", " 1800000000", "9" * 13])
def test_without_a_time(signatures: Signatures, timestamp: str) -> None:
    assert refusal(signatures, timestamp, signed(timestamp)) == "not_signed"


def test_with_another_secret_body_or_time(signatures: Signatures) -> None:
    assert refusal(signatures, NOW, signed(secret="guessed")) == "wrong_signature"
    assert refusal(signatures, NOW, signed(body=BODY + b" ")) == "wrong_signature"
    assert refusal(signatures, NOW + 1, signed(NOW)) == "wrong_signature"


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 10**9])
def test_too_old_or_from_the_future(signatures: Signatures, seconds: int) -> None:
    assert refusal(signatures, NOW + seconds, signed(NOW + seconds)) == "stale_signature"


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_allowed(signatures: Signatures, seconds: int) -> None:
    signatures.check(str(NOW + seconds), signed(NOW + seconds), BODY)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_replay_is_refused_for_as_long_as_the_signature_is_good(
    signatures: Signatures, clock: Clock, seconds: int
) -> None:
    signed_at = NOW + seconds
    signatures.check(str(signed_at), signed(signed_at), BODY)
    while clock.now <= signed_at + 300:
        assert refusal(signatures, signed_at, signed(signed_at)) == "replayed"
        clock.now += 50
    assert refusal(signatures, signed_at, signed(signed_at)) == "stale_signature"


def test_what_is_over_is_deleted(signatures: Signatures, clock: Clock) -> None:
    for _ in range(100):
        clock.now += 60
        signatures.check(str(int(clock.now)), signed(int(clock.now)), BODY)
    assert len(signatures._seen) == len(signatures._ends) <= 7


def test_a_refused_request_is_not_remembered(signatures: Signatures) -> None:
    refusal(signatures, NOW, signed(secret="guessed"))
    assert not signatures._seen
    signatures.check(str(NOW), signed(), BODY)


def test_memory_is_bounded_and_no_replay_gets_through(signatures: Signatures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures_module, "MOST_REMEMBERED", 3)
    for number in range(3):
        signatures.check(str(NOW - number), signed(NOW - number), BODY)
    assert refusal(signatures, NOW - 5, signed(NOW - 5)) == "too_many_requests"
    assert refusal(signatures, NOW, signed()) == "replayed"
