"""Two builds of the pages beside each other during an update: each worker serves the files of both."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rca_dashboard.startup.workers.earlier_builds import EarlierBuilds, keep_own_build
from rca_dashboard.store.engine import Database
from rca_dashboard.store.workers import built_files
from tests.fixtures.databases import migrated_sqlite


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated_sqlite(tmp_path / "tickets.db")
    yield made
    made.close()


def pages_of(folder: Path, build: str, **files: str) -> Path:
    assets = folder / build / "assets"
    assets.mkdir(parents=True)
    (assets / f"manifest-{build}.js").write_text(f"build {build}")
    for name, text in files.items():
        (assets / f"{name}-{build}.js").write_text(text)
    return folder / build


async def own(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as an app that has no such file."""
    await Response("own", status_code=404)(scope, receive, send)


def worker_of(database: Database, pages: Path) -> httpx.AsyncClient:
    keep_own_build(database, pages)
    transport = httpx.ASGITransport(EarlierBuilds(own, database, pages))
    return httpx.AsyncClient(transport=transport, base_url="http://desk")


async def test_a_page_of_either_build_finds_its_files_at_a_worker_of_the_other(
    database: Database, tmp_path: Path
) -> None:
    older = worker_of(database, pages_of(tmp_path, "aaaaaaaa", ticket="the old ticket"))
    newer = worker_of(database, pages_of(tmp_path, "bbbbbbbb", ticket="the new ticket"))
    async with older, newer:
        for worker, build, text in ((newer, "aaaaaaaa", "the old ticket"), (older, "bbbbbbbb", "the new ticket")):
            for encoding in ("gzip", "identity"):
                answer = await worker.get(f"/assets/ticket-{build}.js", headers={"Accept-Encoding": encoding})
                assert (answer.status_code, answer.text) == (200, text)
                assert answer.headers["content-type"].startswith("text/javascript")
                assert "immutable" in answer.headers["cache-control"]
        assert (await newer.get("/assets/ticket-bbbbbbbb.js")).text == "own"  # its own file: the app serves it


@pytest.mark.parametrize(
    "path", ["/assets/ticket-cccccccc.js", "/assets/..%2Fsecret-aaaaaaaa.js", "/live/x-aaaaaaaa.js"]
)
async def test_what_no_build_has_is_left_to_the_app(database: Database, tmp_path: Path, path: str) -> None:
    async with worker_of(database, pages_of(tmp_path, "aaaaaaaa", ticket="text")) as worker:
        assert (await worker.get(path)).status_code == 404


async def test_many_names_that_do_not_exist_are_looked_up_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(
        "rca_dashboard.startup.workers.earlier_builds.built_files", lambda _: looks.append(1) or frozenset()
    )
    monkeypatch.setattr("rca_dashboard.startup.workers.earlier_builds._LOOK_SECONDS", 3600.0)
    async with worker_of(database, pages_of(tmp_path, "aaaaaaaa")) as worker:
        for number in range(50):
            assert (await worker.get(f"/assets/ticket-{number:08d}.js")).status_code == 404
    assert looks == [1]


def test_the_last_five_builds_are_kept_with_what_they_share(database: Database, tmp_path: Path) -> None:
    for number in range(built_files.MOST_BUILDS + 2):
        pages = pages_of(tmp_path, f"build{number:03d}", ticket="text")
        (pages / "assets" / "font-shared00.woff2").write_bytes(b"font")
        for _ in range(2):  # its second worker keeps nothing twice
            keep_own_build(database, pages)
    kept = built_files.built_files(database)
    assert {name for name in kept if name.startswith("ticket")} == {f"ticket-build{n:03d}.js" for n in range(2, 7)}
    assert "font-shared00.woff2" in kept
