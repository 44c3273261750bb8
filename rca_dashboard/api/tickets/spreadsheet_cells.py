"""Cells of a CSV file that no spreadsheet evaluates or refuses, whatever separator it splits the file at."""

import re
import unicodedata

# Programs that open CSV take a cell that begins so for a formula or a command (OWASP, "CSV Injection"), some also in
# full width.
_SIGNS = "=+@%\uff1d\uff0b\uff0d\uff20\uff05-"
_FORMULA_STARTS = frozenset(_SIGNS)
_CELL_STARTS = _FORMULA_STARTS | frozenset("|\uff5c")
_BLANK_STARTS = ("\t", "\r", "\n")
# A spreadsheet splits at the separator of its own locale, and then quotes protect nothing: in `"INC1","x;=1+1;y"` it
# finds three cells. So whatever follows any separator, or the end of a line, counts as the start of a cell.
_SEPARATORS = r",;|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
_PART = re.compile(f"[^{_SEPARATORS}]+")
# Spaces, controls, format characters such as the byte order mark, and combining marks are skipped or not seen.
_UNSEEN_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
# Blank, though Unicode has them as letters and symbols; and the quote, which another separator makes a cell begin with.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
_UNSEEN = frozenset(f'{_BLANK_LETTERS}\u2800"')
# Most cells have no sign where a part could begin: these two expressions find that out in a third of the time.
_BLANKS = rf"(?:[^\w{_SEPARATORS}{_SIGNS}]|[{_BLANK_LETTERS}])*"
_SUSPECT_START = re.compile(rf"[\t\r\n]|(?:[^\w|{_SIGNS}]|[{_BLANK_LETTERS}])*[|\uff5c{_SIGNS}]")
_SUSPECT_PART = re.compile(rf"[{_SEPARATORS}]{_BLANKS}[{_SIGNS}]")

# Excel's limit of a cell, in UTF-16 units; it spreads the rest over more rows.
LONGEST_CELL = 32_767
CUT_MARK = "… [cut: too long for a spreadsheet cell]"


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text.

    It stands before the cell, and before each part within that another separator would make a cell of its own.
    """
    if not _SUSPECT_START.match(cell) and not _SUSPECT_PART.search(cell):
        return cell
    safe = _PART.sub(_harmless_part, cell)
    is_safe = safe == cell and not cell.startswith(_BLANK_STARTS) and _first_seen(cell) not in _CELL_STARTS
    return safe if is_safe or safe.startswith("'") else f"'{safe}"


def within_limit(cell: str) -> str:
    """Return a cell that Excel can hold: a longer one is cut, with a mark at its end."""
    if _units(cell) <= LONGEST_CELL:
        return cell
    room = LONGEST_CELL - _units(CUT_MARK)
    # Cut in UTF-16, and half of a character that is left at the end is dropped.
    return cell.encode("utf-16-le", "replace")[: room * 2].decode("utf-16-le", "ignore") + CUT_MARK


def _harmless_part(part: re.Match[str]) -> str:
    return f"'{part[0]}" if _first_seen(part[0]) in _FORMULA_STARTS else part[0]


def _first_seen(text: str) -> str:
    return next((sign for sign in text if not _is_unseen(sign)), "")


def _is_unseen(sign: str) -> bool:
    return sign in _UNSEEN or unicodedata.category(sign) in _UNSEEN_CATEGORIES


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2
