"""Look for secrets in the files that git tracks, in their current state, and fail for each; runs offline.

Run it at the root of a repository. It prints the place and the kind, never the secret.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

# Accepted passwords in the URLs of examples and tests, and why.
ACCEPTED: Mapping[str, str] = {
    "password": "stands for one, in postgresql://user:password@host/name",
    "hunter2": "a test's, in addresses that are refused",
    "p%40ss": "a test's, in an address that is read",
    "p%40ss%20w": "a test's, in an address that is read",
    "a long enough password": "a test's, chosen by a link",
    "ABC DEF": "a test's, stands for the key of an authenticator app",
    "word": "a test's, in an address that becomes no link",
    "everyone": "who may log in with a password",
    "nobody": "who may log in with a password",
    "admin": "a name, in the statement that takes a second factor away",
    "abcdefghijkmnpqrstuvwxyz23456789": "the letters that a recovery code may have",
}
# A quoted text after a word like "password". In Python ruff looks for those (S105 to S107), and knows more of it.
_BY_ITS_NAME = "Secret Keyword"
# Its sentences are named by the English ones, among them "New password".
_CATALOGUE = "assets/live/language/german.js"
# A condition of an encoded query, such as priorityGT_OR_EQUALS_FIELDurgency, which passes for a random text.
_CONDITION = re.compile(r"[a-z_.]+[A-Z_]{4,}[a-z0-9_.]*")
# The beginnings of sys_ids; a key in hexadecimal has at least 80 bits.
_SHORT_HEX = re.compile(r"[0-9a-fA-F]{1,19}")
# detect-secrets 1.5 looks for passwords without quotes in files of known kinds only, and .env.example is none.
_SET_PASSWORD = re.compile(r"\s*(?:export\s+)?\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*\s*=\s*[^\s#]")


def tracked() -> list[str]:
    """Return the files that git tracks here and that still exist.

    Raises:
        OSError: If git is missing.
        subprocess.CalledProcessError: If this is not a repository.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and Path(name).is_file()]


def secrets_in(names: list[str]) -> Iterator[str]:
    """Return the places of suspected secrets."""
    with default_settings():
        for name in names:
            if Path(name).name.startswith(".env"):
                yield from _set_passwords(name)
            for found in scan_file(name):
                if not _is_harmless(name, found):
                    yield f"{name}:{found.line_number}: {found.type}"


def _is_harmless(name: str, found: PotentialSecret) -> bool:
    if found.type == _BY_ITS_NAME and (name.endswith(".py") or name == _CATALOGUE):
        return True
    text = found.secret_value or ""
    return text in ACCEPTED or any(form.fullmatch(text) for form in (_CONDITION, _SHORT_HEX))


def _set_passwords(name: str) -> Iterator[str]:
    lines = Path(name).read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if _SET_PASSWORD.match(line):
            yield f"{name}:{number}: a password that is set"


def main() -> int:
    """Scan, print the result, and return the exit code."""
    try:
        names = tracked()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stdout.write(f"Not searched for secrets: git cannot list the files here ({error}).\n")
        return 2
    places = list(secrets_in(names))
    for place in places:
        sys.stdout.write(f"{place}\n")
    advice = "; take it out and revoke it, or add it to ACCEPTED in tools/find_secrets.py with the reason"
    sys.stdout.write(f"{len(names)} files searched: {len(places)} secrets found{advice if places else ''}\n")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
