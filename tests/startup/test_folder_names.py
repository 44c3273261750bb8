"""In a folder of any name the pages are built, or one line says why they cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

from rca_dashboard.startup.folder import UnusableFolderError, check_demo_folder, check_folder, demo_archive
from tests.fixtures.app_server import clean_environment, copy_sources


@pytest.mark.slow  # each imports Reflex in a process of its own
@pytest.mark.parametrize("name", ["a#b", "what?", "my%20x"])
def test_a_folder_that_the_build_misreads_stops_the_start_with_one_line(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    copy_sources(folder)
    command = [sys.executable, "-m", "reflex", "run", "--env", "prod"]
    ended = subprocess.run(
        command, cwd=folder, env=clean_environment({}), capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    assert [line for line in ended.stderr.splitlines() if str(folder) in line] == [ended.stderr.strip()]


@pytest.mark.parametrize("name", ["a b", "ä ö", 'q&"x', "it's", "a+b", "[x]", "(1)"])
def test_other_names_are_left_alone(tmp_path: Path, name: str) -> None:
    check_folder(tmp_path / name)


def test_a_parent_folder_counts_too(tmp_path: Path) -> None:
    with pytest.raises(UnusableFolderError, match="Move or rename"):
        check_folder(tmp_path / "c#" / "project")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root cannot write to")
def test_demo_mode_in_a_folder_that_cannot_be_written_to_ends_in_one_line(tmp_path: Path) -> None:
    check_demo_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    sentence = r"demo_servicenow\.db .*'/proc/self'.* cannot be written to"
    with pytest.raises(UnusableFolderError, match=sentence) as raised:
        check_demo_folder(Path("/proc/self"))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("database_url", "archive"),
    [
        ("sqlite:///demo.db", "demo_servicenow.db"),
        ("sqlite:////data/desk.db", "/data/demo_servicenow.db"),
        ("sqlite:///kept/desk.db?timeout=5", "kept/demo_servicenow.db"),
        ("postgresql://desk@127.0.0.1/desk", "demo_servicenow.db"),
    ],
)
def test_the_built_in_servicenow_is_kept_beside_the_apps_file(database_url: str, archive: str) -> None:
    assert demo_archive(database_url) == Path(archive)
