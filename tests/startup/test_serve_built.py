"""Built pages are served as in a container: a read-only root, no network, neither Bun nor Node, and no process left."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.fixtures.app_server import clean_environment, free_port

SCRIPT = textwrap.dedent("""
    ip link set lo up
    mount --bind "$APP" "$APP" && mount -o remount,bind,ro "$APP" || exit 90
    cd "$APP"
    touch written 2>/dev/null && exit 91
    "$PYTHON" -m rca_dashboard.serve & server=$!
    "$PYTHON" - <<'END' || { kill -KILL $server; exit 92; }
    import os, time, urllib.request
    url = f"http://127.0.0.1:{os.environ['PORT']}"
    deadline = time.monotonic() + 240
    while True:
        try:
            urllib.request.urlopen(f"{url}/ready", timeout=2)
            break
        except OSError:
            assert time.monotonic() < deadline, "not ready within four minutes"
            time.sleep(0.1)
    assert b"<html" in urllib.request.urlopen(f"{url}/login/", timeout=5).read()
    END
    kill -TERM $server
    wait $server
""")


@pytest.mark.slow  # it starts the app without the nursery: two seconds of imports
def test_built_pages_are_served_with_a_read_only_root_and_without_a_network(built_app: Path, tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-m", "-n", "true"], check=False).returncode:
        pytest.skip("this machine lets no process have mounts and a network of its own (unshare -m -n)")
    app, data = tmp_path / "app", tmp_path / "data"
    shutil.copytree(built_app, app)
    data.mkdir()
    environment = {
        "APP": str(app),
        "PYTHON": sys.executable,
        "PORT": str(free_port()),
        "PATH": os.defpath,
        "PYTHONPATH": str(app),
        "HOME": str(data),
        "SERVICENOW_URL": "http://127.0.0.1:9",
        "SERVICENOW_USERNAME": "reader",
        "SERVICENOW_PASSWORD": "secret",
        "ADMIN_PASSWORD": "correct horse",
        "DATABASE_URL": f"sqlite:///{data}/desk.db",
    }
    ended = subprocess.run(
        ["unshare", "-m", "-n", "-p", "--fork", "--kill-child", "sh", "-c", SCRIPT],
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
