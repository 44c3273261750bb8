"""Values of a field that say nothing: what forms offer where none of the others fits."""

_UNSPECIFIED = frozenset(
    {"", "?", "-", "--", "n/a", "na", "none", "not applicable", "null", "unknown", "undefined", "unspecified"}
    | {"other", "others", "other - please specify", "misc", "miscellaneous", "general", "inquiry / other"}
    | {"sonstiges", "sonstige", "andere", "anderes", "allgemein", "unbekannt", "keine", "keine angabe"}
    | {"autre", "autres", "divers", "inconnu", "otro", "otros", "desconocido", "その他", "不明"}
)


def is_unspecified(value: str) -> bool:
    """Return whether a value says nothing, such as ``Other`` or ``-- None --``."""
    plain = value.strip().casefold()
    return plain in _UNSPECIFIED or plain.strip("- ") in _UNSPECIFIED
