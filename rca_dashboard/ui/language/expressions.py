"""JavaScript expressions that yield a text, as Reflex writes them, with the English in them looked up when they run.

A page is compiled once, in English, and is the same file for every reader. So a literal becomes ``translate("Open")``,
and a text with values becomes ``translate("of {total}", {"total": …})``; literals that are compared, not shown, stay.
"""

import json
import re
from collections.abc import Callable, Iterator

Note = Callable[[str], None]
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_QUOTED = re.compile(r"([\"'`])(?:\\.|(?!\1).)*\1", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{2}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_SWITCH = "(() => { switch ("
_RETURN = "  return ("
_OPENING, _CLOSING = "([{", ")]}"


def translated(expression: str, note: Note) -> str:
    """Return an expression that yields the same text in the reader's language.

    Args:
        expression: What Reflex has written.
        note: Is called with each English text, which is its key in the catalogues.
    """
    inner = _without_parentheses(expression)
    if inner.startswith('"') and _STRING.fullmatch(inner):
        return _literal(inner, note)
    if expression.startswith(_SWITCH):
        return _switch(expression, note)
    if (branches := _ternary(inner)) is not None:
        condition, yes, no = branches
        return f"({condition} ? {translated(yes, note)} : {translated(no, note)})"
    parts = list(_split(inner, "+"))
    return _pattern(parts, note) if any(_is_words(part) for part in parts) else expression


def is_text(text: str) -> bool:
    """Return whether a literal has words to translate, and is more than a sign or a letter."""
    return _WORD.search(text) is not None


def _literal(string: str, note: Note) -> str:
    text = json.loads(string)
    key = text.strip()
    if not is_text(key):
        return string
    note(key)
    return _with_spaces(text, f"translate({_quoted(key)})")


def _is_words(part: str) -> bool:
    part = part.strip()
    return bool(_STRING.fullmatch(part)) and is_text(json.loads(part))


def _pattern(parts: list[str], note: Note) -> str:
    """Return a call with a pattern: one key for the whole sentence, since words change their order."""
    pattern, values = "", dict[str, str]()
    for part in (each.strip() for each in parts):
        if _STRING.fullmatch(part):
            pattern += json.loads(part)
        else:
            name = _free_name(part, values)
            values[name] = translated(part, note)
            pattern += f"{{{name}}}"
    key = pattern.strip()
    note(key)
    given = ", ".join(f"{json.dumps(name)}: {value}" for name, value in values.items())
    return _with_spaces(pattern, f"translate({_quoted(key)}, {{{given}}})")


def _with_spaces(text: str, call: str) -> str:
    """Return a call between the spaces that a text starts and ends with: they are no matter of language."""
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    parts = [_quoted(start) if start else "", call, _quoted(end) if end else ""]
    return f"({'+'.join(filter(None, parts))})" if start or end else call


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _free_name(expression: str, taken: dict[str, str]) -> str:
    """Return a placeholder's name: that of the value, as in ``{total}``."""
    if expression.startswith(_SWITCH):  # by what it decides by
        expression = expression[len(_SWITCH) : _end_of_parentheses(expression, len(_SWITCH) - 1)]
    plain = _STRING.sub(lambda found: f" {found.group()[1:-1]} ", expression)
    names = [name.removesuffix("_rx_state_") for name in _NAME.findall(plain)]
    name = names[-1].rstrip("_") if names else "value"
    name = re.sub(r"^(?:.*___)", "", name) or "value"
    return next(each for each in (name, *(f"{name}{number}" for number in range(2, 99))) if each not in taken)


def _switch(expression: str, note: Note) -> str:
    """Return what ``rx.match`` writes with each returned text translated; the compared values stay."""
    written, place = "", 0
    while (start := expression.find(_RETURN, place)) >= 0:
        opening = start + len(_RETURN)
        closing = _end_of_parentheses(expression, opening - 1)
        written += expression[place:opening] + translated(expression[opening:closing], note)
        place = closing
    return written + expression[place:]


def _without_parentheses(expression: str) -> str:
    inner = expression.strip()
    while inner.startswith("(") and _end_of_parentheses(inner, 0) == len(inner) - 1:
        inner = inner[1:-1].strip()
    return inner


def _end_of_parentheses(expression: str, opening: int) -> int:
    return next((place for place, depth in _outside(expression[opening:]) if depth == 0), -opening - 1) + opening


def _ternary(expression: str) -> tuple[str, str, str] | None:
    """Split what ``rx.cond`` writes; ``?.`` and ``??`` are no questions."""
    mark = next((place for place in _top_level(expression, "?") if expression[place - 1 : place + 2] == " ? "), None)
    if mark is None:
        return None
    rest = expression[mark + 1 :]
    colon = next((place for place in _top_level(rest, ":") if rest[place - 1 : place + 2] == " : "), None)
    return None if colon is None else (expression[:mark].strip(), rest[:colon].strip(), rest[colon + 1 :].strip())


def _split(expression: str, mark: str) -> Iterator[str]:
    start = 0
    for place in _top_level(expression, mark):
        yield expression[start:place]
        start = place + 1
    yield expression[start:]


def _top_level(expression: str, mark: str) -> Iterator[int]:
    """Find a character outside all brackets and strings."""
    return (place for place, depth in _outside(expression) if depth == 0 and expression[place] == mark)


def _outside(expression: str) -> Iterator[tuple[int, int]]:
    """Walk an expression's characters outside strings, each with how many brackets are open after it."""
    depth, place = 0, 0
    while place < len(expression):
        if string := _QUOTED.match(expression, place):
            place = string.end()
            continue
        depth += (expression[place] in _OPENING) - (expression[place] in _CLOSING)
        yield place, depth
        place += 1
