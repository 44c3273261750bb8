"""The content security policy allows the app's own pages, and nothing else."""

import base64
from hashlib import sha256
from pathlib import Path

from rca_dashboard.access.gate.headers import content_security_policy, script_hashes

SCRIPT = 'window.x = {"a": \'<b>\', "c": "&amp;"};\n  go()'


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def test_inline_scripts_are_hashed_to_the_letter_and_those_with_an_address_are_not(tmp_path: Path) -> None:
    (tmp_path / "login").mkdir()
    (tmp_path / "index.html").write_text(f"<p>a &amp; b</p><script>{SCRIPT}</script><script src='/a.js'></script>")
    (tmp_path / "login" / "index.html").write_text(f'<script type="module" async="">Ü{SCRIPT}</script><p>x</p>')
    assert set(script_hashes(tmp_path)) == {hash_of(SCRIPT), hash_of(f"Ü{SCRIPT}")}


def test_with_hashes_no_other_inline_script_may_run_and_none_may_be_evaluated() -> None:
    policy = content_security_policy(("https://desk.example",), ("'sha256-x'",))
    (scripts,) = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert scripts == "script-src 'self' 'sha256-x'"
    assert "unsafe-eval" not in policy


def test_a_page_may_call_its_own_origin_and_those_that_are_named_also_by_websocket() -> None:
    policy = content_security_policy(("https://desk.example", "http://localhost:8000", "http://[::1]:8000"), ())
    (calls,) = [part for part in policy.split("; ") if part.startswith("connect-src")]
    assert calls == (
        "connect-src 'self' https://desk.example wss://desk.example http://localhost:8000 ws://localhost:8000"
    )
