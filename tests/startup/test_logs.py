"""Logs for people and for programs; each line says during which poll or request it was logged."""

import asyncio
import json
import logging
import sys

from rca_dashboard.startup.logs import JsonLines, TextLines
from rca_dashboard.work_id import current_work, work


def record(message: str = "Reading %s failed.", *values: object) -> logging.LogRecord:
    return logging.LogRecord("rca_dashboard.sync", logging.WARNING, "", 0, message, values or ("incident",), None)


def test_a_line_for_people_ends_with_the_poll() -> None:
    assert TextLines().format(record()).endswith(" WARNING rca_dashboard.sync: Reading incident failed.")
    with work("poll") as poll:
        assert TextLines().format(record()).endswith(f" Reading incident failed. [poll {poll.id}]")


def test_a_line_of_json_has_the_request_and_the_traceback_and_stays_one_line() -> None:
    with work("request") as request:
        failed = record()
        try:
            int("two\nlines")
        except ValueError:
            failed.exc_info = sys.exc_info()
        line = JsonLines().format(failed)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"]) == ("WARNING", "rca_dashboard.sync")
    assert (told["message"], told["request"]) == ("Reading incident failed.", request.id)
    assert "ValueError" in told["error"]
    assert told["time"].endswith("+00:00")
    assert "request" not in json.loads(JsonLines().format(record()))


async def test_threads_that_are_waited_for_bear_the_id_and_other_work_does_not() -> None:
    async def one(kind: str) -> tuple[str, str]:
        with work(kind) as mine:
            await asyncio.sleep(0)
            found = await asyncio.to_thread(current_work)
            assert found is not None
            return mine.id, found.id

    for mine, found in await asyncio.gather(one("poll"), one("request")):
        assert mine == found
    assert current_work() is None
