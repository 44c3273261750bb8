"""Texts that are too long for their place: cut at a word, with an ellipsis that says so."""

import unicodedata

_ELLIPSIS = "…"
# A single long word, such as a path or an address, is cut within: else nothing of it would be left.
_LEAST_KEPT = 0.5
# What would stand before the ellipsis as if more of it came.
_OPEN_ENDS = ",;:-([{“„"
_JOINER = "\u200d"


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut at a word where one ends in the second half of its place."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    if not text[longest - 1].isspace():
        kept = _whole_words(kept, int(longest * _LEAST_KEPT)) or _whole_signs(kept, text[longest - 1])
    return kept.rstrip().rstrip(_OPEN_ENDS).rstrip() + _ELLIPSIS


def _whole_words(kept: str, least: int) -> str:
    words = kept.rstrip()
    if len(words) < len(kept):
        return words
    place = max(kept.rfind(sign) for sign in " \n\t")
    return kept[:place] if place >= least else ""


def _whole_signs(kept: str, following: str) -> str:
    """Return a text without its last sign where the cut would part it from its accents, or an emoji from its half."""
    end = len(kept)
    while end > 0 and (_belongs_to_the_sign_before(following) or kept[end - 1] == _JOINER):
        end -= 1
        following = kept[end]
    return kept[:end]


def _belongs_to_the_sign_before(sign: str) -> bool:
    return sign == _JOINER or unicodedata.category(sign) in {"Mn", "Me", "Mc", "Sk"}
