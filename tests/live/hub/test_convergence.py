"""The main test of the push: snapshot plus what came over the wire equals a fresh read, whatever came between."""

from collections import Counter

import pytest

from rca_dashboard.live.hub import hub as hub_module
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.live.hub.film import Film, shoot
from tests.live.hub.interleaving import STEPS, Interleaving

INTERLEAVINGS = 3_000
WRITES = 120


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('convergence')}/tickets.db")
    migrate(database)
    return shoot(database, WRITES)


async def test_snapshot_and_wire_together_equal_a_fresh_read(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0)
    done: Counter[str] = Counter()
    for seed in range(INTERLEAVINGS):
        interleaving = Interleaving(seed, film)
        try:
            await interleaving.run()
            await interleaving.settle()
        except (AssertionError, TimeoutError) as error:
            pytest.fail(f"seed {seed} does not converge: {error!r}")
        finally:
            await interleaving.end()
        done += interleaving.done
        done["patched"] += sum(browser.patches for browser in interleaving.browsers)
    # Each of them came in many of the interleavings, and the wire brought patches as well as pages.
    assert all(done[step] >= INTERLEAVINGS / 5 for step in (*STEPS, "patched")), done
    # A browser asks for what it missed; that it must is the rare case.
    assert done["gap"] <= INTERLEAVINGS / 100
