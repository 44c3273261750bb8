"""What the page costs in a real browser: loading, a storm of updates, and a search as one types.

``make bench``, or ``python -m benchmarks.page [--seconds 10] [--tickets 100000] [--built FOLDER]``. Chromium, headless,
opens the built app, which has 100,000 tickets in SQLite. The storm changes a ticket in the built-in ServiceNow a
hundred times a second; the app polls it every second, as it would a real one, and pushes. Browser, app, ServiceNow and
this run on the same cores. It ends by itself within four minutes.
"""

import argparse
import gzip
import os
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, CDPSession, Response, sync_playwright

from benchmarks.list import TICKETS, Desk
from benchmarks.page.desk import measure_held_key, measure_navigation, measure_views
from benchmarks.page.lines import Line, open_list
from benchmarks.page.stage import ROWS, PageStage, page_stage
from tests.fixtures.app_server import build_app
from tests.fixtures.chromium import ARGUMENTS, find_chromium

LOADS = 5
SECONDS = 60
PAUSE_AFTER_KEY = 700
# Identify a file's content by a text that survives minification.
CONTENTS = {
    "React DOM": "Minified React error",
    "React Router": "__reactRouterContext|react-router",
    "Reflex with Socket.IO": "EIO",
    "Sonner": "data-sonner",
    "Radix themes": "rt-r-",
    "Emotion": "emotion",
    "Lucide": "lucide",
    "our pages": "data-testid",
}


def say(text: object) -> None:
    """Print a line, and flush."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def measure_loads(browser: Browser, stage: PageStage) -> list[Line]:
    """Load the page several times, each with an empty cache."""
    open_list(browser, stage.url).context.close()  # the server is warm from now on
    times, shifts = [], []
    for _ in range(LOADS):
        page = open_list(browser, stage.url)
        times.append(page.evaluate("probe.rowsAt"))
        page.wait_for_timeout(1_500)
        shifts.append(page.evaluate("probe.shifted"))
        page.context.close()
    return [
        Line(f"rows visible, median of {LOADS} loads", f"{median(times):,.0f} ms", "1,500 ms", median(times) <= 1_500),  # noqa: PLR2004 - the aim
        _shift("layout shift (CLS) of a load, the most", max(shifts)),
    ]


def _shift(name: str, most: float) -> Line:
    return Line(name, f"{most:.4f}", "< 0.02", most < 0.02)  # noqa: PLR2004 - the aim


def measure_scripts(browser: Browser, stage: PageStage) -> list[Line]:
    """Weigh the JavaScript that the list loads, each file as gzip at its best, as the built app holds it."""
    page = browser.new_page()
    sent: list[Response] = []
    page.on("response", lambda response: sent.append(response) if _is_script(response) else None)
    page.goto(stage.url)
    page.get_by_test_id("ticket-row").first.wait_for()
    page.wait_for_load_state("networkidle")
    weights = {response.url.rsplit("/", 1)[1]: response.body() for response in sent}
    page.close()
    files = sorted(((len(gzip.compress(body, 9)), name, body) for name, body in weights.items()), reverse=True)
    total = sum(size for size, _, _ in files) / 1000
    lines = [Line(f"  {name} ({_contents(body.decode())})", f"{size / 1000:,.1f} kB") for size, name, body in files[:8]]
    rest = sum(size for size, _, _ in files[8:]) / 1000
    lines.append(Line(f"  {len(files[8:])} smaller files", f"{rest:,.1f} kB"))
    return [Line(f"JavaScript, compressed, {len(files)} files", f"{total:,.1f} kB", "< 250 kB", total < 250), *lines]  # noqa: PLR2004 - the aim


def _is_script(response: Response) -> bool:
    return response.request.resource_type == "script" or response.url.endswith(".js")


def _contents(text: str) -> str:
    return ", ".join(name for name, sign in CONTENTS.items() if re.search(sign, text)) or "other"


def measure_storm(browser: Browser, stage: PageStage, seconds: int) -> list[Line]:
    """Let a hundred rows change a hundred times a second, and watch each frame."""
    page = open_list(browser, f"{stage.url}/?limit={ROWS}")
    page.wait_for_timeout(3_000)
    devtools = page.context.new_cdp_session(page)
    before = _heap(devtools)
    shifted = page.evaluate("watchFrames(), probe.shifted")
    with stage.storm() as count:
        page.wait_for_timeout(seconds * 1_000)
    found = page.evaluate("({...probe, shown: document.querySelectorAll('[data-testid=ticket-row]').length})")
    after = _heap(devtools)
    page.context.close()
    frames, tasks = found["frames"], found["tasks"]
    late = sum(gap > 50 for gap in frames)  # noqa: PLR2004 - the aim
    return [
        Line(f"updates in {seconds} s, with {found['shown']} rows on screen", f"{count[0]:,}"),
        Line("  texts changed on screen", f"{found['mutations']:,}"),
        Line("  longest frame", f"{max(frames):.0f} ms", "50 ms", max(frames) <= 50),  # noqa: PLR2004 - the aim
        Line(f"  frames over 50 ms, of {len(frames):,}", f"{late:,}", "0", late == 0),
        Line("  long tasks (over 50 ms)", f"{len(tasks)}", "0", not tasks),
        Line("  longest task", f"{max(tasks, default=0):.0f} ms", "50 ms", max(tasks, default=0) <= 50),  # noqa: PLR2004 - the same
        Line("  heap before and after, after garbage collection", f"{before:.1f}, {after:.1f} MB"),
        _shift("  layout shift (CLS) of the updates", found["shifted"] - shifted),
    ]


def _heap(devtools: CDPSession) -> float:
    devtools.send("HeapProfiler.collectGarbage")
    return devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def measure_search(browser: Browser, stage: PageStage, tickets: int) -> list[Line]:
    """Type some searches, with a pause after each key so that each has rows of its own."""
    page = open_list(browser, stage.url)
    page.wait_for_timeout(2_000)
    page.evaluate("watchKeys()")
    box = page.get_by_test_id("search-input")
    words = Desk().words
    for text in (f"{words[3]} {words[900]}", "INC00042", words[20_000]):
        box.press_sequentially(text, delay=PAUSE_AFTER_KEY)
        box.fill("")
        page.wait_for_timeout(PAUSE_AFTER_KEY)
    times = sorted(time for time in page.evaluate("probe.keys") if time)
    page.context.close()
    middle, most = median(times), times[int(len(times) * 0.95)]
    return [
        Line(
            f"search over {tickets:,}: key press to rows, median of {len(times)}",
            f"{middle:.0f} ms",
            "150 ms",
            middle <= 150,  # noqa: PLR2004 - the aim
        ),
        Line("  95th percentile", f"{most:.0f} ms", "150 ms", most <= 150),  # noqa: PLR2004 - the same
    ]


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description="What the page costs.")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of the storm")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="in the store")
    parser.add_argument("--built", type=Path, help="a folder with the built app")
    options = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium: `python tests/fixtures/chromium.py` installs one, or set CHROMIUM_PATH.")
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        built = options.built or build_app(folder)
        stage = stack.enter_context(page_stage(built, options.tickets))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        stack.callback(browser.close)
        measures: tuple[Callable[[], list[Line]], ...] = (
            lambda: measure_loads(browser, stage),
            lambda: measure_scripts(browser, stage),
            lambda: measure_search(browser, stage, options.tickets),
            lambda: measure_navigation(browser, stage),
            lambda: measure_held_key(browser, stage),
            lambda: measure_views(browser, stage),
            lambda: measure_storm(browser, stage, options.seconds),
        )
        for measure in measures:
            for line in measure():
                say(line)
    say(f"load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
