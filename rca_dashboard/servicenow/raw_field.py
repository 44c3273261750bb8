"""One raw field of a record, in any of the shapes that ServiceNow sends.

``sysparm_display_value`` determines the shape: ``false`` returns the value, ``true`` the display value, ``all`` both as
``{"display_value", "value"}``; references add a ``link``, currencies a ``currency_display_value``, times a
``display_value_internal``. Instances mix them, and some APIs send typed numbers.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Reference

_BOTH = 2
_SCALARS = (str, int, float, type(None))
_PARTS = frozenset({"value", "display_value", "link"})
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
# Nine digits fit PostgreSQL's integer; the largest sys_mod_count seen has five digits.
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_GROUPED_NUMBER = re.compile(r"[0-9]{1,3}([,.' \u00a0\u202f][0-9]{3})+")


class RawField(NamedTuple):
    """A field as text. A tuple, because one is created per field and row, and a dataclass takes three times as long.

    Attributes:
        value: ServiceNow's value; None if only a display value came.
        display: The display value; None if none came.
        link: The URL of the record that a reference points to, or None.
    """

    value: str | None
    display: str | None = None
    link: str | None = None

    @property
    def text(self) -> str:
        """The text that identifies the content: the value, or else the display value."""
        return self.value if self.value is not None else self.display or ""

    @property
    def label(self) -> str:
        """The display value if it differs from the value, else empty."""
        return self.display if self.display and self.display != self.text else ""


def read_field(raw: Json) -> RawField | None:
    """Return a field; None for anything that is not a field of a record, such as a list."""
    if isinstance(raw, str):
        return RawField(raw)
    if isinstance(raw, Mapping):
        return _read_object(raw)
    if raw is None or isinstance(raw, int | float):
        return RawField(_text(raw))
    return None


def _read_object(raw: Mapping[str, Json]) -> RawField | None:
    value, display, link = raw.get("value"), raw.get("display_value"), raw.get("link")
    if len(raw) == _BOTH and isinstance(value, str) and isinstance(display, str):
        return RawField(value, display)  # the shape of most fields, at a third of the time
    # Further keys say the same in other words, such as a currency's ``currency_display_value``.
    if _PARTS.isdisjoint(raw) or not all(isinstance(part, _SCALARS) for part in (value, display, link)):
        return None
    return RawField(
        value=_text(value) if "value" in raw else _last_part(link),
        display=None if display is None else _text(display),
        link=_text(link) if link else None,
    )


def _last_part(link: Json) -> str | None:
    """Return the sys_id at the end of a reference's link: ``display_value=true`` sends no other."""
    return link.rsplit("/", 1)[-1] or None if isinstance(link, str) else None


def _text(raw: Json) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return "" if raw is None else str(raw)


def whole_number(field: RawField) -> int | None:
    """Return the field as an integer, or None if it is not one.

    Display values alone are parsed too: ``1 - Critical`` is 1, ``2,000`` is 2000.
    """
    text = field.text.partition(" - ")[0].strip()
    if _GROUPED_NUMBER.fullmatch(text):
        text = re.sub(r"[^0-9]", "", text)
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def moment(field: RawField) -> datetime | None:
    """Return the value as a time in UTC, or None.

    ServiceNow's values are in UTC without a zone. A display value alone is in the account's zone and determines no
    time.
    """
    text = (field.value or "").strip()
    if not _TIME.fullmatch(text):
        return None
    try:
        parsed = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def reference(field: RawField) -> Reference | None:
    """Return the record that the field refers to, or None; a display value alone becomes its name without an id."""
    return Reference(field.text, field.display or field.text) if field.text else None


def as_extra(raw: Json) -> Json:
    """Return a field for ``extra``: a plain text, ``{"id", "name"}``, or both texts if they differ.

    Anything that is not a field of a record is returned as it came.
    """
    field = read_field(raw)
    if field is None:
        return raw
    value, display, link = field
    if link and field.text:
        return {"id": field.text, "name": display or field.text}
    if value is None or display is None or display == value:
        return field.text
    return {"value": value, "display_value": display}
