"""The build of the pages has the name by which the pages know it themselves."""

import json
import os
import re
from pathlib import Path

from rca_dashboard.live.reflex_adapter.built_pages import build_of


def test_the_build_is_the_name_in_the_newest_manifest(tmp_path: Path) -> None:
    assert build_of(tmp_path) == ""
    folder = tmp_path / "assets"
    folder.mkdir()
    for age, name in ((100, "manifest-0a1b2c3d.js"), (200, "manifest-older000.js"), (50, "entry.client-1.js")):
        (folder / name).write_text("")
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    assert build_of(tmp_path) == "0a1b2c3d"


def test_pages_know_their_build_by_the_same_name(built_app: Path) -> None:
    pages = built_app / ".web" / "build" / "client"
    build = build_of(pages)
    text = (pages / "assets" / f"manifest-{build}.js").read_text()
    assert json.loads(re.sub(r"^window\.__reactRouterManifest=|;\s*$", "", text))["version"] == build
    assert f"manifest-{build}.js" in (pages / "index.html").read_text()
