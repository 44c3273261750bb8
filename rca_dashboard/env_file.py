"""Reads an ``.env`` file, and says what is unreadable, cut or repeated; python-dotenv drops such lines in silence."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAME = re.compile(r"\s*(?:export\s+)?'?([A-Za-z_][A-Za-z0-9_]*)'?\s*=")
# As word processors and chats write them.
_TYPOGRAPHIC = re.compile("^[\u2018-\u201f\u00ab\u00bb]|[\u2018-\u201f\u00ab\u00bb]$")
# Control and format characters, line separators, and spaces that are not the space.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\u3000\ufeff]")
_COMMENT = re.compile(r"=\s*[^\s'\"#][^\r\n]*?\s#|=[ \t]+#")


class EnvFileError(ValueError):
    """A file that cannot be read as a whole; the text is a line for each place, with names and never with values."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line that says less than its writer may think: the number of the line, the name that it sets, and why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnvFile:
    """What a file says.

    Attributes:
        values: The variables; of one that is set twice, the last.
        lines: The line of each.
        doubts: Values that were cut at a comment, and names that are set twice.
    """

    values: dict[str, str] = field(default_factory=dict[str, str])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    doubts: list[Place] = field(default_factory=list[Place])


def read_file(path: Path) -> EnvFile:
    """Read a file in UTF-8 or UTF-16, with or without a byte order mark; one that does not exist is empty.

    Raises:
        EnvFileError: If a line of it would be lost.
    """
    found, problems = EnvFile(), list[str]()
    for binding in parse_stream(io.StringIO(_text(path))):
        blank = binding.original.string[: -len(binding.original.string.lstrip()) or None]
        line = binding.original.line + len(re.findall(r"\r\n|\r|\n", blank))
        if problem := _problem(binding):
            problems.append(f"{path.name}, line {line}: {problem}.")
        elif binding.key is not None and binding.value is not None:
            found.doubts.extend(_doubts(found, binding, binding.key, line))
            found.values[binding.key], found.lines[binding.key] = binding.value, line
    if problems:
        raise EnvFileError("\n".join(problems))
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EnvFileError(
            f"{path.name}: cannot be read ({error.strerror}); it must be a readable text file."
        ) from None
    bom, encoding = next((each for each in _BOMS if content.startswith(each[0])), (b"", _guess(content)))
    content = content.removeprefix(bom)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(path, content[: error.start]) from None
    if "\0" in text:
        raise _undecodable(path, content)
    return text


def _guess(content: bytes) -> str:
    """Return UTF-16 for text whose every other byte is zero, as that of names and ``=`` is."""
    even, odd = content[0::2], content[1::2]
    if odd and odd.count(0) > len(odd) / 2:
        return "utf-16-le"
    return "utf-16-be" if even and even.count(0) > len(even) / 2 else "utf-8"


def _undecodable(path: Path, before: bytes) -> EnvFileError:
    line = before.count(b"\n") + 1
    name = _NAME.match(before.rpartition(b"\n")[2].decode("ascii", "replace"))
    what = f"{name[1]} has" if name else "it has"
    return EnvFileError(f"{path.name}, line {line}: {what} characters that are not UTF-8; save the file as UTF-8.")


def _problem(binding: Binding) -> str:
    """Return why a line would be lost, or empty text."""
    text = binding.original.string
    name = _NAME.match(text)
    if binding.error:
        if not name:
            return "it is not NAME=value; start it with # if it is a comment"
        return f"the value of {name[1]} cannot be read; put the whole value between quotes, and close them"
    if binding.key is not None and binding.value is None:
        return "it has no =; it must be NAME=value, or begin with #"
    if binding.value is not None and "\n" in text.strip() and re.search(r"[\r\n]", binding.value):
        return f"the value of {binding.key} goes over several lines; close its quotes on the same line"
    return ""


def _doubts(found: EnvFile, binding: Binding, name: str, line: int) -> Iterator[Place]:
    if name in found.lines:
        yield Place(line, name, f"is set in line {found.lines[name]} too; only this line counts")
    if _COMMENT.search(binding.original.string.strip()):
        yield Place(
            line, name, "is cut at a #, which starts a comment; put the value between quotes if # belongs to it"
        )
    if _TYPOGRAPHIC.search(binding.value or ""):
        yield Place(line, name, "has typographic quotation marks, which belong to its value; use straight ones")
    if unseen := _UNSEEN.search(f"{name}{binding.value}"):
        yield Place(line, name, f"has a character that cannot be seen (U+{ord(unseen[0]):04X}); type the line again")
