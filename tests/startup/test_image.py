"""The image is built from the Dockerfile, and starts with a read-only root, without a network, and not as root.

It needs buildah, mount namespaces, and a base image. ``IMAGE_BASE`` names another base than the Dockerfile's, such as
one that exists on this machine, and ``IMAGE_BUILD_ARGUMENTS`` what the build needs to reach package indexes.
"""

import os
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASE = os.environ.get("IMAGE_BASE", "docker.io/library/python:3.13-slim")
LARGEST_ABOVE_BASE = 200_000_000  # bytes
IMAGE = "localhost/rca-dashboard-under-test"

pytestmark = pytest.mark.slow  # a build installs all packages and compiles all pages

START = textwrap.dedent("""
    set -e
    ip link set lo up
    mount --bind "$IMAGE_ROOT" "$IMAGE_ROOT"
    mount -o remount,bind,ro "$IMAGE_ROOT"
    mount -t tmpfs tmpfs "$IMAGE_ROOT/tmp"
    mount -t tmpfs -o uid=10001 tmpfs "$IMAGE_ROOT/data"
    mount -t proc proc "$IMAGE_ROOT/proc"
    mount --bind /dev "$IMAGE_ROOT/dev"
    cd "$IMAGE_ROOT/app"
    chroot --userspec=10001:10001 "$IMAGE_ROOT" sh -c "cd /app && exec python -m rca_dashboard.serve" &
    server=$!
    chroot --userspec=10001:10001 "$IMAGE_ROOT" python - <<'END'
    import os, pathlib, shutil, time, urllib.request
    def body(path):
        return urllib.request.urlopen(f"http://127.0.0.1:{os.environ['PORT']}{path}", timeout=5).read()
    def until(is_true):
        while time.monotonic() - started < 120:
            try:
                if is_true():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError("not within two minutes")
    started = time.monotonic()
    until(lambda: body("/ready"))
    print(f"ready after {time.monotonic() - started:.1f} s")
    assert b"<html" in body("/")
    until(lambda: b'"data":[{' in body("/api/v1/tickets?limit=1"))
    assert os.getuid() == 10001
    for program in ("pip", "bun", "node"):
        assert shutil.which(program) is None, program
    try:
        pathlib.Path("/app/written").touch()
    except OSError:
        pass
    else:
        raise AssertionError("the root file system can be written to")
    END
    kill -TERM $server
    wait $server
""")


def buildah(*arguments: str) -> str:
    # Files are copied: overlays cannot be mounted inside containers, where this may run.
    command = ["buildah", "--storage-driver", "vfs", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=1100)
    assert ended.returncode == 0, f"{' '.join(command)}: {ended.stderr[-2000:]}"
    return ended.stdout.strip()


@pytest.fixture(scope="module")
def base() -> str:
    if shutil.which("buildah") is None:
        pytest.skip("the image was not built: buildah is not installed")
    if subprocess.run(["unshare", "-m", "-n", "true"], check=False, capture_output=True).returncode:
        pytest.skip("the image was not built: this machine lets no process have mounts of its own (unshare -m -n)")
    pull = ["buildah", "--storage-driver", "vfs", "pull", "--policy", "missing", BASE]
    if subprocess.run(pull, check=False, capture_output=True, timeout=120).returncode:
        pytest.skip(f"the image was not built: its base {BASE} cannot be had here")
    return BASE


@pytest.fixture(scope="module")
def image_root(base: str) -> Iterator[Path]:
    more = shlex.split(os.environ.get("IMAGE_BUILD_ARGUMENTS", ""))
    build = ["build", "--layers", "--isolation", "chroot", "--network", "host", "--build-arg", f"BASE={base}"]
    buildah(*build, "--tag", IMAGE, *more, ".")
    container = buildah("from", "--pull-never", IMAGE)
    yield Path(buildah("mount", container))
    buildah("rm", container)


def test_the_image_starts_with_a_read_only_root_and_without_a_network(image_root: Path) -> None:
    environment = {
        "IMAGE_ROOT": str(image_root),
        "PATH": f"/venv/bin:{os.defpath}:/usr/sbin:/sbin",
        **_variables_of_the_image(),
    }
    ended = subprocess.run(
        ["unshare", "-m", "-n", "-p", "--fork", "--kill-child", "sh", "-c", START],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    sys.stdout.write(ended.stdout)  # how long it took
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("image_root")
def test_the_image_is_small(base: str) -> None:
    above = _bytes_of(IMAGE) - _bytes_of(base)
    sys.stdout.write(f"{above / 1e6:.0f} MB above the base\n")
    assert above <= LARGEST_ABOVE_BASE


def _bytes_of(image: str) -> int:
    container = buildah("from", "--pull-never", image)
    try:
        folder = buildah("mount", container)
        counted = subprocess.run(["du", "-sb", "--one-file-system", folder], capture_output=True, text=True, check=True)
        return int(counted.stdout.split()[0])
    finally:
        buildah("rm", container)


def _variables_of_the_image() -> dict[str, str]:
    set_variables = buildah(
        "inspect", "--type", "image", "--format", "{{range .OCIv1.Config.Env}}{{println .}}{{end}}", IMAGE
    )
    pairs = (line.partition("=") for line in set_variables.splitlines() if "=" in line)
    return {name: value for name, _, value in pairs if name != "PATH"}
