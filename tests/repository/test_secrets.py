"""``make check`` finds any secret that git tracks, in any file."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.app_server import ROOT

FIND_SECRETS = ROOT / "tools" / "find_secrets.py"
# Put together here, so that this file holds none.
AWS_KEY = "AKIA" + "Z7QK2MPL9XWV4TRB"
RANDOM_TEXT = "kX9vQ2mR7tL4wZ8p" + "N3sB6yH1cF5jD0gA"
PLANTED = {
    "a cloud's key": ("deploy/notes.md", f"the key is {AWS_KEY}\n", "AWS Access Key"),
    "a private key": ("server.txt", "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n", "Private Key"),
    "an address with a password": ("app.py", "URL = 'postgresql://desk:" + "s3cr3tW0rd@db/desk'\n", "Basic Auth"),
    "a setting in the example": (".env.example", "SERVICENOW_PASSWORD=" + "s3cr3tW0rd!\n", "a password that is set"),
    "a key in hexadecimal": ("app.py", "CODE = '3f9a1c7e5b" + "2d8046e1f7'\n", "Hex High Entropy String"),
    "a random text in a test": ("tests/test_it.py", f"TOKEN = '{RANDOM_TEXT}'\n", "High Entropy String"),
}


def _look(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, FIND_SECRETS], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "app.py").write_text('"""Nothing to hide."""\n')
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize(("name", "text", "kind"), PLANTED.values(), ids=PLANTED)
def test_a_planted_secret_is_found_and_not_shown(repository: Path, name: str, text: str, kind: str) -> None:
    path = repository / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    subprocess.run(["git", "add", "--all"], cwd=repository, check=True)
    looked = _look(repository)
    assert looked.returncode == 1
    assert f"{name}:1: " in looked.stdout
    assert kind in looked.stdout
    assert not any(secret in looked.stdout for secret in (AWS_KEY, RANDOM_TEXT, "s3cr3tW0rd"))


def test_a_repository_without_secrets_passes(repository: Path) -> None:
    looked = _look(repository)
    assert (looked.returncode, looked.stdout) == (0, "1 files searched: 0 secrets found\n")


@pytest.mark.parametrize("text", ["priorityGT_OR_EQUALS_FIELDurgency", "1c741bd70b23"])
def test_a_condition_of_an_encoded_query_and_a_part_of_a_sys_id_are_no_secrets(repository: Path, text: str) -> None:
    (repository / "app.py").write_text(f"TEXT = '{text}'\n")
    assert _look(repository).returncode == 0


def test_without_a_repository_it_fails_and_does_not_pass_for_clean(tmp_path: Path) -> None:
    looked = _look(tmp_path)
    assert looked.returncode == 2
    assert looked.stdout.startswith("Not searched for secrets: ")
