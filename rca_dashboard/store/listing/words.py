"""The words of tickets and searches, folded so that case and accents make no difference.

Texts are split into words here, before SQLite's FTS5 or PostgreSQL's ``tsvector`` see them, so that both find the same:
symbols are words too (``%`` is searched like any other), no character is an operator, and scripts without spaces are
found character by character. A change of these rules needs a migration that rebuilds the index: FTS5 removes a word
from its index only if it is given the word that was added.
"""

import re
import unicodedata
from dataclasses import dataclass

from rca_dashboard.store.texts import storable

# Of a longer text or word only this much is indexed: what people read, not a dump pasted below it.
LONGEST_TEXT = 20_000
LONGEST_WORD = 40
# Digits of a number that are found anywhere in it: "0012" in INC0010012.
FEWEST_DIGITS = 3

# Kana, Han and the scripts of Thailand, Laos, Burma and Cambodia have no spaces between words.
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_WITHOUT_SPACES}]|[^\W_{_WITHOUT_SPACES}]+|\S")
_ASCII_WORD = re.compile(r"[a-z0-9]+|\S")
# FTS5's tokenizer "ascii" drops ASCII symbols; mapped to the private use area they are kept.
_SIGNS = {code: 0xE000 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_TAIL = "\ue0ff"


def fold(text: str) -> str:
    """Return a text folded for comparison: ``Ärger`` and ``arger`` are equal, and so are ``STRASSE`` and ``Straße``."""
    folded = storable(text).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    # A text has few signs that differ, and fewer that combine: each is taken out at once.
    for sign in set(decomposed):
        if unicodedata.combining(sign):
            decomposed = decomposed.replace(sign, "")
    return decomposed.casefold()


def searched_text(*texts: str | None) -> str:
    """Return the searched texts of a ticket, folded, one per line; its number comes first."""
    return fold("\n".join((texts[0] or "", *(text[:LONGEST_TEXT] for text in texts[1:] if text))))


def words_of(*texts: str | None) -> frozenset[str]:
    """Return the indexed words of a ticket: each word once, and the tails of its number, which comes first."""
    words = set(_cut(searched_text(*texts)))
    digits = _digits(texts[0] or "")
    words.update(_TAIL + digits[start:] for start in range(len(digits) - FEWEST_DIGITS + 1))
    return frozenset(words)


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a search, as a query of the index.

    Attributes:
        whole: Words that the index must contain exactly: all but the last part of ``and/or``.
        beginning: The prefix of a word: the last part.
        is_tail: The digits may also occur within the number, after any of its digits.
        text: The folded word.
    """

    whole: tuple[str, ...]
    beginning: str
    is_tail: bool
    text: str

    @property
    def beginnings(self) -> tuple[str, ...]:
        """The prefixes of which a word of the index must have one."""
        return (self.beginning, _TAIL + self.beginning) if self.is_tail else (self.beginning,)

    @property
    def is_found_by_words(self) -> bool:
        """Whether the index alone answers; the parts of ``100%`` must also be adjacent."""
        return not self.whole


def sought_words(query: str) -> tuple[Sought, ...]:
    """Return the words of a search; each must be found."""
    return tuple(_sought(word) for word in dict.fromkeys(fold(query).split()))


def is_found(sought: Sought, text: str) -> bool:
    """Return whether a ticket's folded texts contain the word, at the beginning of a word."""
    if sought.text not in text:
        return False
    if not sought.text[0].isalnum() or re.match(f"[{_WITHOUT_SPACES}]", sought.text):
        return True
    if re.search(rf"(?<![^\W_]){re.escape(sought.text)}", text):
        return True
    # Between a character of a script without spaces and a word there is no space, but a word begins there.
    if not text.isascii() and re.search(rf"(?<=[{_WITHOUT_SPACES}]){re.escape(sought.text)}", text):
        return True
    return sought.is_tail and sought.text in _digits(text.partition("\n")[0])


def _sought(word: str) -> Sought:
    parts = _cut(word)
    is_tail = len(parts) == 1 and len(word) >= FEWEST_DIGITS and word.isascii() and word.isdigit()
    return Sought(whole=tuple(parts[:-1]), beginning=parts[-1], is_tail=is_tail, text=word)


def _digits(number: str) -> str:
    return "".join(sign for sign in number[:LONGEST_WORD] if sign in "0123456789")


def _cut(folded: str) -> list[str]:
    found = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
    return [part[:LONGEST_WORD] if part[0].isalnum() else part.translate(_SIGNS) for part in found]
