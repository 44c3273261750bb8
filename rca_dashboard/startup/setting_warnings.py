"""Settings that are valid, but may not be what was meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from rca_dashboard.env_file import EnvFile
from rca_dashboard.environment import env_file, real_environment
from rca_dashboard.servicenow.network import no_proxy_warnings
from rca_dashboard.settings import Settings

_NAMES = tuple(variable.name.upper() for variable in fields(Settings))
_OTHERS = re.compile(
    r"(?i)(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|(REFLEX|GRANIAN|GUNICORN|PYTHON|COMPOSE|POSTGRES|PG)_?\w*"
)
# Prefixes that belong to the dashboard alone.
_OURS = re.compile(r"(?i)(SERVICENOW|RETENTION|OIDC|LLM)_")
_SIMILAR = 0.85


def setting_warnings() -> tuple[str, ...]:
    """Return a sentence for each doubtful setting of ``.env`` and the environment, without secrets."""
    file, environ = env_file(), real_environment()
    return (
        *_of_file(file),
        *_empty_over_filled(file, environ),
        *_misspelt_in_environment(environ),
        *no_proxy_warnings(file.values | environ),
        *_of_assistant(file.values | environ),
    )


def _of_file(file: EnvFile) -> Iterator[str]:
    for place in file.doubts:
        yield f".env, line {place.line}: {place.name} {place.reason}."
    for name, line in file.lines.items():
        if name not in _NAMES and not _OTHERS.fullmatch(name):
            yield f".env, line {line}: {name} is not a setting{_meant(name)}."


def _of_assistant(values: Mapping[str, str]) -> Iterator[str]:
    if values.get("LLM_BASE_URL", "").strip():
        return
    for name in ("LLM_API_KEY", "LLM_MODEL"):
        if values.get(name, "").strip():
            yield f"{name} does not count without LLM_BASE_URL: the assistant is off."


def _empty_over_filled(file: EnvFile, environ: dict[str, str]) -> Iterator[str]:
    for name, text in file.values.items():
        if text.strip() and name in environ and not environ[name].strip():
            yield (
                f".env, line {file.lines[name]}: {name} does not count, because the environment sets it to nothing; "
                "remove it there, as from the environment of a compose file."
            )


def _misspelt_in_environment(environ: dict[str, str]) -> Iterator[str]:
    for name in environ:
        is_ours = bool(_OURS.match(name)) or bool(get_close_matches(name.upper(), _NAMES, 1, 0.95))
        if name not in _NAMES and is_ours and not _OTHERS.fullmatch(name):
            yield f"The environment: {name} is not a setting{_meant(name)}."


def _meant(name: str) -> str:
    similar = get_close_matches(name.upper(), _NAMES, 1, _SIMILAR)
    return f"; {similar[0]} is" if similar else "; .env.example lists all settings"
