"""The words of a text as terms: in lower case, stemmed in the text's language, without the most common words.

A script that is written without spaces has no words to split at: each pair of neighbouring characters is a term there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

# A text's words beyond these say little more; 100 kB of a log would cost as much as a hundred tickets.
MOST_CHARACTERS = 20_000
MOST_WORDS = 2_000
# A longer run of letters and digits is a key or a checksum, which no second ticket has.
_LONGEST_WORD = 40

WITHOUT_SPACES = (
    "\u0e00-\u0e7f"  # Thai
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\uac00-\ud7af"  # Hangul: spaces separate phrases, and particles stick to the words
)
_RUN = re.compile(rf"[{WITHOUT_SPACES}]+|[^\W_{WITHOUT_SPACES}]+")
_IS_WITHOUT_SPACES = re.compile(f"[{WITHOUT_SPACES}]")

_LANGUAGES = {
    "english": "the and is in of to not for with on when from are this be it that was has have can",
    "german": "der die das und ist sind nicht ein eine von zu mit auf den dem im für bei wird kann sich wir ich keine",
    "french": "le la les des et est dans pour une sur pas avec du ne que qui au ce je il nous",
    "spanish": "el los las y en que de por con una para no se del al está es su",
    "portuguese": "o os as e em que do da não para com uma um no na por ao está",
    "italian": "il di che non per una con del della sono gli nel è si",
    "dutch": "de het een en van niet is met voor op dat te ik wij naar",
}
_COMMON = {language: frozenset(words.split()) for language, words in _LANGUAGES.items()}
_EVERY_COMMON = frozenset(word for common in _COMMON.values() for word in common)
# Words of other languages that are as common in English ("no network"), in addresses (".com") or before a hyphen
# ("non-employee"): 148 of 8,500 tickets in English and German counted as Portuguese by them. They stay in English texts
# all the same, where they tell tickets apart more than "the" does.
_ALSO_ENGLISH = frozenset({"no", "as", "do", "per", "met", "van", "e", "o", "al", "com", "non", "na", "et"})
_TELLS = {**_COMMON, "english": _COMMON["english"] | (_ALSO_ENGLISH & _EVERY_COMMON)}


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - snowballstemmer's name


_STEMMERS: dict[str, _Stemmer] = {language: snowballstemmer.stemmer(language) for language in _COMMON}  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def words(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each word of a text as it is written there, in lower case, and its term; common words are left out."""
    common = _COMMON[language]
    for number, run in enumerate(_runs(text)):
        if number == MOST_WORDS:
            return
        if _IS_WITHOUT_SPACES.match(run):
            yield from ((pair, pair) for pair in _pairs(run))
        elif len(run) <= _LONGEST_WORD and run not in common:
            yield run, _stem(run, language)


def has_script_without_spaces(text: str) -> bool:
    """Return whether a text, or a part of it, has no spaces to split it at."""
    return _IS_WITHOUT_SPACES.search(text) is not None


def language_of(*texts: str) -> str:
    """Return the language whose common words the texts use most; English where none is, or as many are English."""
    found = [run for text in texts for run in _runs(text[:1_000]) if run in _EVERY_COMMON]
    counts = {language: sum(word in common for word in found) for language, common in _TELLS.items()}
    return max(counts, key=lambda language: counts[language])


def _runs(text: str) -> Iterator[str]:
    written = text[:MOST_CHARACTERS]
    plain = written if written.isascii() else unicodedata.normalize("NFKC", written)
    return (found.group() for found in _RUN.finditer(plain.lower()))


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    """Return a word's stem. Pure Python needs 20 µs for it, and a desk's words repeat."""
    return _STEMMERS[language].stemWord(word)
