"""The main test of the push: snapshot plus what came over the wire equals a fresh read, whatever came between.

The hubs are real ones, of one worker or of two over the same store, and what each browser makes of its wire the shipped
JavaScript says.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.live.hub import hub as hub_module
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.live.hub.browser_player import BrowserPlayer, ListOnScreen, PlayedList
from tests.live.hub.film import VIEWS, Film, shoot
from tests.live.hub.interleaving import STEPS, Interleaving

INTERLEAVINGS = {1: 3_000, 2: 1_000}  # by how many workers
TOGETHER = 250  # interleavings that the browsers are played at once
WRITES = 120
# In these rows come and go by themselves; in the others they wait for the reader.
MOVING = {view.key for view in VIEWS if view.page == 1 and view.descending and view.sort in {"opened_at", "updated_at"}}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('convergence')}/tickets.db")
    migrate(database)
    return shoot(database, WRITES)


@pytest.fixture(scope="module")
def player() -> Iterator[BrowserPlayer]:
    with BrowserPlayer() as player:
        yield player


@pytest.mark.slow  # 10 s of CPU: 4,000 interleavings; test_ticket_interleavings stays quick
@pytest.mark.parametrize("workers", [1, 2])
async def test_snapshot_and_wire_together_equal_a_fresh_read(
    film: Film, player: BrowserPlayer, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    count = INTERLEAVINGS[workers]
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0)
    done: Counter[str] = Counter()
    for first in range(0, count, TOGETHER):
        ended = [await _run(seed, film, workers, done) for seed in range(first, first + TOGETHER)]
        recorded = [(seed, *each) for seed, interleaving in ended for each in interleaving.recorded()]
        played = player.play_lists(recording for _, recording, _ in recorded)
        for (seed, _, fresh), shown in zip(recorded, played, strict=True):
            assert_shows(shown, fresh, seed)
            done["gap"] += shown.has_gap
    # Each of them came in many of the interleavings, and the wire brought patches as well as pages.
    assert all(done[step] >= count / 5 for step in (*STEPS, "patched")), done
    # A browser asks for what it missed; that it must is the rare case.
    assert done["gap"] <= count / 100


async def _run(seed: int, film: Film, workers: int, done: Counter[str]) -> tuple[int, Interleaving]:
    interleaving = Interleaving(seed, film, workers)
    try:
        await interleaving.run()
        await interleaving.settle()
    except TimeoutError as error:
        pytest.fail(f"seed {seed} does not come to rest: {error!r}")
    finally:
        await interleaving.end()
    done += interleaving.done
    done["patched"] += sum(browser.patches for browser in interleaving.browsers)
    return seed, interleaving


def assert_shows(shown: PlayedList, fresh: TicketPage, seed: int) -> None:
    """Fail where a browser does not show what a fresh read gives, at once or when the reader asks for it."""
    assert not shown.is_behind, f"seed {seed}: the heartbeat finds a browser that lacks a page"
    assert (shown.after.waiting, shown.after.moved) == (0, False), f"seed {seed}"
    at_rest = [shown.before, shown.after] if fresh.view in MOVING else [shown.after]
    for screen in at_rest:
        assert screen.rows == fresh.rows, f"seed {seed} does not converge"
    for screen in (shown.before, shown.after):
        assert figures(screen) == figures(fresh), f"seed {seed}"
    # Where rows are held they change in place.
    versions = {row.sys_id: row for row in fresh.rows}
    for row in shown.before.rows:
        assert row is not None, f"seed {seed}"
        assert versions.get(row.sys_id, row) == row, f"seed {seed}"


def figures(page: TicketPage | ListOnScreen) -> tuple[int, int, bool]:
    return page.total, page.pages, page.has_more
