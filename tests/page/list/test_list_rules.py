"""The list's rules in JavaScript, in a real browser without the app."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.app_server import ROOT


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def assets() -> Iterator[str]:
    """Where the page's own scripts are served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=ROOT / "assets")) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, assets: str) -> Iterator[Page]:
    """A page without anything of ours, at the scripts' own address."""
    page = browser.new_page()
    page.goto(f"{assets}/style.css")
    yield page
    page.close()


def call(page: Page, module: str, script: str, *arguments: object) -> Any:
    """Run a script in which ``it`` is a module of ours and ``given`` are the arguments."""
    return page.evaluate(f"async (given) => {{ const it = await import('/live/{module}'); {script} }}", list(arguments))


def row(name: str, **special: object) -> dict[str, object]:
    return {"sys_id": name, "arrived_at": 0, "priority": 3, **special}


def listed(*names: str, **special: object) -> dict[str, object]:
    rows = [row(name, arrived_at=50) for name in names]
    return {"rows": rows, "left": [], "page": 1, "total": len(names), **special}


def test_what_has_arrived_and_stands_not_on_the_screen_waits(page: Page) -> None:
    latest = listed("c", "b", "a")
    latest["rows"] = [row("c", arrived_at=90, priority=1), row("b", arrived_at=10), row("a", arrived_at=90)]
    counted = call(page, "list/rows.js", "return it.countArrivedSince(...given, 60)", latest, listed("a"))
    assert counted == {"count": 1, "critical": 1}


def test_a_page_full_of_news_counts_by_the_growth_of_the_list_and_names_no_critical_ones(page: Page) -> None:
    latest = listed("d", "c", total=502)
    counted = call(page, "list/rows.js", "return it.countArrivedSince(...given, 40)", latest, listed("b", "a"))
    assert counted == {"count": 500, "critical": 0}


def test_a_row_that_left_the_filter_stays_where_it_stood_for_half_a_minute(page: Page) -> None:
    latest = listed("new", "a", "c", left=["b"])
    script = "const rows = it.keepRecentlyLeft(given[0], given[1], given[2]); return rows.map((row) => row.sys_id)"
    standing = [row("a"), row("b"), row("c")]
    assert call(page, "list/rows.js", script, latest, standing, 1000) == ["new", "a", "b", "c"]
    left_long_ago = [row("a"), row("b", left_at=1000), row("c")]
    assert call(page, "list/rows.js", script, latest, left_long_ago, 32_000) == ["new", "a", "c"]
    assert call(page, "list/rows.js", script, listed("x", left=["b"]), [row("b")], 1000) == ["b", "x"]


def test_a_ticket_is_unread_from_the_first_visit_until_it_is_opened(page: Page) -> None:
    script = """
        const asked = [];
        const missing = await import("/live/marks/missing_marks.js");
        missing.setMarksRequest((sysIds) => asked.push(...sysIds));
        const unread = () => given.map((row) => it.isUnread(row));
        const told = [unread()];
        it.receiveMarks({since: 100, read_until: 0, at: 200, asked: ["seen"], marks: []});
        told.push(unread());
        missing.requestMissingMarks(given);
        it.receiveMarks({since: 100, read_until: 0, at: 300, asked: [], marks: [{sys_id: "seen", opened_revision: 7}]});
        told.push(unread());
        await new Promise((done) => setTimeout(done, 400));
        return [told, asked];
    """
    rows = [
        row("import"),
        row("before", arrived_at=90),
        row("seen", arrived_at=150),
        row("unknown", arrived_at=150),
        row("later", arrived_at=250),
    ]
    told, asked = call(page, "marks/marks.js", script, *rows)
    assert told == [
        [False] * 5,
        [False, False, True, False, True],
        [False, False, False, False, True],
    ]
    assert asked == ["unknown"]


def test_marks_that_were_read_before_others_do_not_hide_them(page: Page) -> None:
    """A page load reads marks, another tab opens a ticket and all tabs are told, and then the page load's come."""
    script = """
        const [row] = given;
        const tell = (at, opened_revision) => {
            const marks = [{ sys_id: row.sys_id, opened_revision }];
            it.receiveMarks({ at, since: 1, read_until: 0, asked: [row.sys_id], marks });
            return it.isUnread(row);
        };
        return [tell(1_000_000, 0), tell(1_000_020, 2), tell(1_000_010, 0), tell(1_000_030, 0), tell(900_000, 2)];
    """
    # The last is of a server whose clock was set back.
    assert call(page, "marks/marks.js", script, row("seen", arrived_at=150)) == [True, False, False, True, False]


def test_all_is_read_up_to_a_change_whatever_older_marks_say(page: Page) -> None:
    script = """
        const tell = (at, read_until) => {
            it.receiveMarks({ at, since: 1, read_until, asked: [], marks: [{ sys_id: "opened", opened_revision: 1 }] });
            return given.map((row) => it.isChanged(row));
        };
        return [tell(1_000_000, 0), tell(1_000_020, 4), tell(1_000_010, 0), tell(1_000_030, 4), tell(900_000, 0)];
    """
    rows = [row("opened", revision=4), row("opened", revision=5)]
    before, after = [True, True], [False, True]
    # The last is of another database, by a clock set back.
    assert call(page, "marks/marks.js", script, *rows) == [before, after, after, after, before]


def test_arrivals_of_three_seconds_are_one_sentence_and_the_same_sentence_is_heard_again(page: Page) -> None:
    page.set_content("<div id=announcements></div>")
    script = """
        const region = document.getElementById("announcements");
        const said = [];
        new MutationObserver(() => said.push(region.textContent)).observe(region, {childList: true});
        const batch = async () => {
            it.announce(1, 0); it.announce(2, 1); it.announce(0, 0); it.announce(-3, 0);
            await new Promise((done) => setTimeout(done, 3100));
        };
        await batch(); await batch();
        return said;
    """
    assert call(page, "kit/announcer.js", script) == ["3 new tickets, 1 critical", "3 new tickets, 1 critical\u00a0"]


def test_no_address_says_whose_list_it_is(page: Page) -> None:
    view = "page=2&reader=ada&unread=true"
    assert call(page, "kit/address.js", "return it.listAddress(given[0], {sort: 'priority'})", view) == (
        "/?unread=true&sort=priority"
    )
    assert call(page, "kit/address.js", "return it.panelAddress(given[0], 'INC 1')", view) == (
        "/?page=2&unread=true&ticket=INC+1"
    )


def test_values_with_commas_and_backslashes_go_into_an_address_and_come_out(page: Page) -> None:
    script = "return [it.joinValues(given), it.splitValues(it.joinValues(given)), it.splitValues('C:\\\\temp, b,')]"
    joined, split, lone = call(page, "kit/address.js", script, "b", "a, c", "D:\\", "b")
    assert joined == r"D:\\,a\, c,b"
    assert split == ["D:\\", "a, c", "b"]
    assert lone == ["C:\\temp", "b"]


def test_choices_that_read_alike_are_one(page: Page) -> None:
    choices = [["network", "Network"], ["db", "Database"], ["Network", "Network"]]
    merged = call(page, "kit/address.js", "return it.mergeChoices(given)", *choices)
    assert merged == [["Network,network", "Network"], ["db", "Database"]]
