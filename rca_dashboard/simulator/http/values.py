"""Convert JSON values to record values, which are always text."""

from typing import cast


def text_of(value: object) -> str:
    """Return the text that a record stores: ``""`` for null, ``true`` or ``false``, a reference's sys_id."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return text_of(cast("dict[str, object]", value).get("value"))
    return str(value)


def reference_table(value: object) -> str:
    """Return the table that a reference's link points to; empty if it is not a reference."""
    if not isinstance(value, dict):
        return ""
    link = text_of(cast("dict[str, object]", value).get("link"))
    parts = link.rsplit("/", 2)
    return parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - .../{table}/{sys_id}
