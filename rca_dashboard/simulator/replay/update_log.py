"""The log of a real desk, for replay: each line a version of an incident, 141,712 of 24,918.

Source: UCI Machine Learning Repository, "Incident management process enriched event log" (Amaral, Fantinato, Peres).
Times are ``D/M/YYYY HH:MM``, ``?`` is empty, and pseudonyms stand for people, groups and things.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from sys import intern
from typing import BinaryIO, TextIO, cast

_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d\d:\d\d)")
_NEEDED = ("number", "incident_state", "sys_mod_count", "sys_updated_at")
_NOTHING = "?"


class UpdateLogError(Exception):
    """The file is not such a log; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class UpdateLog:
    """A log in the order in which it is played.

    Attributes:
        columns: The names of the values of a line.
        lines: When each is played, as a record's time, and its values. An incident's lines stay in the order of the
            file, which is that of their times except for one.
    """

    columns: tuple[str, ...]
    lines: list[tuple[str, tuple[str, ...]]]


def read_log(path: Path) -> UpdateLog:
    """Return a log from a file, compressed or not.

    Raises:
        UpdateLogError: If it cannot be read or is invalid.
    """
    try:
        with path.open("rb") as file, _text(path, file) as text:
            log = _log_of(csv.reader(text))
    except (OSError, EOFError, ValueError, csv.Error, zlib.error) as error:
        message = f"The log {path} cannot be read ({error}): give the UCI incident event log, as .csv or .csv.gz."
        raise UpdateLogError(message) from error
    if not log.lines:
        message = f"The log {path} has no line to play: give the UCI incident event log."
        raise UpdateLogError(message)
    return log


@lru_cache(maxsize=10_000)
def time_of(text: str) -> str:
    """Return a time of the log as a record's time; empty for none.

    Raises:
        ValueError: If it is not a time.
    """
    if text == _NOTHING:
        return ""
    matched = _TIME.fullmatch(text)
    if not matched:
        message = f"{text!r} is not a time such as 29/2/2016 01:23"
        raise ValueError(message)
    return f"{matched[3]}-{int(matched[2]):02}-{int(matched[1]):02} {matched[4]}:00"


def _text(path: Path, file: BinaryIO) -> TextIO:
    content = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if path.suffix == ".gz" else file
    return TextIOWrapper(content, encoding="utf-8", newline="")


def _log_of(rows: Iterator[list[str]]) -> UpdateLog:
    columns = tuple(next(rows, ()))
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        message = f"it has no column {missing[0]}"
        raise ValueError(message)
    return UpdateLog(columns, _in_time(columns, rows))


def _in_time(columns: tuple[str, ...], rows: Iterable[list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    number, updated = columns.index("number"), columns.index("sys_updated_at")
    latest: dict[str, str] = {}
    lines: list[tuple[str, tuple[str, ...]]] = []
    for row in rows:
        if len(row) != len(columns):
            message = f"a line has {len(row)} values where the head has {len(columns)}"
            raise ValueError(message)
        at = max(time_of(row[updated]), latest.get(row[number], ""))
        latest[row[number]] = at
        lines.append((at, tuple(map(intern, row))))
    lines.sort(key=itemgetter(0))
    return lines
