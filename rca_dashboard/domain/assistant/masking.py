"""Masks names and addresses in texts: e-mail, IP and MAC addresses, telephone numbers, and the people of tickets."""

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import ip_address

_E_MAIL = re.compile(r"[^\s<>\"'(),;:\[\]]+@[^\s<>\"'(),;\[\]]+")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])", re.IGNORECASE)
_IP = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}|\d{1,3}(?:\.\d{1,3}){3})(?![\w:])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|\()?\d[\d\s()/.\-]{4,}\d(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}/\d{1,2}/\d{2,4}")
_DIGITS = range(7, 16)
_SHORTEST_PART = 3


class Masking:
    """Replaces what identifies people; the same person is the same "[person 1]" in all texts.

    Args:
        people: The names and usernames of the people of the case and its tickets.
    """

    def __init__(self, people: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}
        for number, name in enumerate(sorted({plain(each) for each in people} - {""}), 1):
            for form in _forms(name):
                self._numbers.setdefault(form.casefold(), number)
        forms = sorted((each for each in self._numbers if len(each) > 1), key=len, reverse=True)
        written = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in forms)
        self._people = re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE) if forms else None

    def text(self, text: str) -> str:
        """Return a text without what identifies people."""
        masked = _E_MAIL.sub("[e-mail]", plain(text))
        masked = _IP.sub(_address, _MAC.sub("[address]", masked))
        masked = _PHONE.sub(_phone, masked)
        return self._people.sub(self._person, masked) if self._people else masked

    def _person(self, found: re.Match[str]) -> str:
        number = self._numbers.get(" ".join(found[0].casefold().split()))
        return f"[person {number}]" if number else "[person]"


def plain(text: str) -> str:
    """Return a text in one spelling, without signs that cannot be seen: they would hide a name from the masking."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if sign in "\n\t" or unicodedata.category(sign)[0] != "C").strip()


def _forms(name: str) -> list[str]:
    """Return the forms in which a person is written: "Ada Lovelace", "Lovelace, Ada", "Ada" and "Lovelace"."""
    words = re.findall(r"[^\s,;.@_]+", name)
    parts = [each for each in words if len(each) >= _SHORTEST_PART and (len(words) == 1 or not each[0].islower())]
    around = [" ".join(words), f"{words[-1]}, {' '.join(words[:-1])}"] if len(words) > 1 else []
    return [" ".join(name.split()), *around, *parts, *([".".join(words)] if words else [])]


def _address(found: re.Match[str]) -> str:
    try:
        ip_address(found[0])
    except ValueError:  # such as a time of day, 12:30:15
        return found[0]
    return "[address]"


def _phone(found: re.Match[str]) -> str:
    is_phone = sum(sign.isdigit() for sign in found[0]) in _DIGITS and not _DATE.match(found[0])
    return "[phone]" if is_phone else found[0]
