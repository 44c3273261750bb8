"""Texts that are longer than anybody reads are kept up to a limit, with a mark where they end.

The same text is cut the same way whether it is cut while it comes or after it was parsed: else the same record would
seem to change from read to read.
"""

import json
import re
from collections.abc import Mapping

from rca_dashboard.domain.json_types import Json

# ServiceNow's own journal and HTML fields end at 65,536 characters unless an administrator raises that.
LONGEST_TEXT = 1_000_000
MARK = " … [cut: longer than 1,000,000 characters]"
# Once so much of a record is kept, the rest of its long texts is: a hundred fields of 1 MB make no page.
_GENEROUS_BYTES = 16_000_000
_SHORT_TEXT = 1_000
# A character is at most two escapes of six bytes.
_BYTES_OF_A_CHARACTER = 12
_INSIDE = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_WHOLE_ESCAPES = re.compile(rb"(?:[^\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+", re.DOTALL)


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text, or its beginning and the mark; what is cut already stays as it is."""
    return text if len(text) <= longest else text[:longest] + MARK


def cut_record(record: Json) -> Json:
    """Return a record whose fields are within the limit; one that is nested beyond it becomes text."""
    if not isinstance(record, Mapping):
        return record
    return {cut(name): _cut_field(value) for name, value in record.items()}


def _cut_field(value: Json) -> Json:
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, Mapping) and all(not isinstance(part, Mapping | list) for part in value.values()):
        return {cut(name): cut(part) if isinstance(part, str) else part for name, part in value.items()}
    if isinstance(value, Mapping | list):
        text = json.dumps(value, ensure_ascii=False)
        return cut(text) if len(text) > LONGEST_TEXT else value
    return value


class TextCutter:
    """Cuts the long strings of JSON that comes in parts; everything else passes as it is."""

    def __init__(self) -> None:
        self._is_inside = False
        self._kept = bytearray()
        self._rest = b""
        self._given = 0

    def feed(self, part: bytes) -> bytes:
        """Take the next part, and return what is ready of all that came."""
        data, place, ready = self._rest + part, 0, bytearray()
        self._rest = b""
        while place < len(data):
            if self._is_inside:
                place = self._read_inside(data, place, ready)
                if self._is_inside:
                    self._rest = data[place:]  # half of an escape
                    break
            else:
                quote = data.find(b'"', place)
                end = len(data) if quote < 0 else quote + 1
                ready += data[place:end]
                place, self._is_inside = end, quote >= 0
        self._given += len(ready)
        return bytes(ready)

    def _read_inside(self, data: bytes, place: int, ready: bytearray) -> int:
        """Go on to the end of a string, or of the data, and return the place."""
        inside = _INSIDE.match(data, place)
        end = inside.end() if inside else place
        room = LONGEST_TEXT * _BYTES_OF_A_CHARACTER + _BYTES_OF_A_CHARACTER - len(self._kept)
        self._kept += data[place : min(end, place + max(room, 0))]
        if data[end : end + 1] != b'"':
            return end
        ready += self._ended() + b'"'
        self._kept.clear()
        self._is_inside = False
        return end + 1

    def _ended(self) -> bytes:
        longest = LONGEST_TEXT if self._given < _GENEROUS_BYTES else _SHORT_TEXT
        if len(self._kept) <= longest:
            return bytes(self._kept)
        whole = _WHOLE_ESCAPES.match(self._kept)
        text = bytes(self._kept[: whole.end()] if whole else self._kept).decode("utf-8", "ignore")
        try:
            return json.dumps(cut(json.loads(f'"{text}"', strict=False), longest))[1:-1].encode()
        except ValueError:
            return bytes(self._kept)  # not JSON: the parser of the whole body reports that
