"""Validates a browser's event before Reflex sees it: its shape, the page's address, and every argument.

Reflex 0.10.1 passes arguments of any type to a handler, and logs a traceback if the handler then fails. Here each must
match the handler's annotation, and none may be missing or superfluous.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from reflex.state import State
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import EventHandler
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict
from reflex_base.utils.types import get_type_hints

_STORAGE = "vars"
_LONGEST_ECHO = 40
_LARGEST_NUMBER = 2**63
# JSON can escape a lone surrogate; no frame can hold it, and uvicorn closes the socket that it would be sent to.
_SURROGATE = re.compile("[\ud800-\udfff]")


class BadEventError(Exception):
    """An event that no page of the app sends; the text says what is wrong, without any value of the event.

    Attributes:
        handler: The full name of the handler it is for; empty if there is none.
    """

    def __init__(self, message: str, handler: str = "") -> None:
        super().__init__(message)
        self.handler = handler


class _Place(BaseModel):
    """The page's address; everything else that a browser reports is dropped."""

    model_config = ConfigDict(strict=True, extra="ignore")

    pathname: str = "/"
    asPath: str = "/"  # noqa: N815 - Reflex's name
    query: dict[str, str | list[str] | None] = Field(default_factory=dict)


class _Event(BaseModel):
    """An event as Reflex's own JavaScript sends it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    name: str
    payload: dict[str, Any] = Field(default_factory=dict)
    router_data: _Place = Field(default_factory=_Place)


def checked_event(data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a browser sends
    """Return a valid event.

    Raises:
        BadEventError: If it is malformed, no handler has its name, or an argument does not match the handler's.
    """
    try:
        event = _Event.model_validate(data)
    except ValidationError as error:
        raise BadEventError(_problem(error)) from None
    registered = RegistrationContext.get().event_handlers.get(event.name)
    if registered is None:
        raise BadEventError("There is no handler of that name.")
    payload = {name: _known_storage(value) if name == _STORAGE else value for name, value in event.payload.items()}
    problem = _problem_of_arguments(registered.handler, payload)
    if problem is not None:
        raise BadEventError(problem, event.name)
    # Reflex would read the part after two slashes as another host.
    place = _without_halves(event.router_data.model_dump() | {"asPath": "/" + event.router_data.asPath.lstrip("/")})
    return {"name": event.name, "payload": payload, "router_data": place}


def _problem_of_arguments(handler: EventHandler, payload: Mapping[str, Any]) -> str | None:
    try:
        given = {name: form_data_as_dict(value) for name, value in payload.items()}
        _arguments_of(handler).model_validate(given)
    except ValidationError as error:
        return _problem(error)
    except (TypeError, ValueError):
        return "A form is no list of names and values."
    return _problem_of_scalars(given)


def _problem_of_scalars(given: dict[str, Any]) -> str | None:
    """Reject values that no database accepts: a NUL in a text (PostgreSQL), and an integer of more than 64 bits.

    The length of texts is limited by the gate, which limits the whole message.
    """
    for scalar in _scalars(given):
        if isinstance(scalar, str) and "\0" in scalar:
            return "An argument's text holds a NUL."
        if isinstance(scalar, str) and _SURROGATE.search(scalar):
            return "An argument's text holds half a character."
        if isinstance(scalar, int) and abs(scalar) >= _LARGEST_NUMBER:
            return "An argument's number is too large."
    return None


@lru_cache(maxsize=1_000)
def _arguments_of(handler: EventHandler) -> type[BaseModel]:
    """Return the model of a handler's arguments, built from its annotations; without one any type is valid."""
    hints = get_type_hints(handler.fn)
    parameters = list(inspect.signature(handler.fn).parameters.values())[1:]
    fields: dict[str, Any] = {
        f"argument_{place}": (
            Annotated[hints.get(parameter.name, Any), Field(alias=parameter.name)],
            ... if parameter.default is parameter.empty else parameter.default,
        )
        for place, parameter in enumerate(parameters)
    }
    return create_model(handler.fn.__qualname__, __config__=ConfigDict(strict=True, extra="forbid"), **fields)


def _known_storage(values: Any) -> Any:  # noqa: ANN401 - any JSON
    """Drop stored values of states that no longer exist: Reflex would fail to load the page for them."""
    return {key: text for key, text in values.items() if _is_storage(key)} if isinstance(values, dict) else values


def _is_storage(key: str) -> bool:
    state_name, _, name = key.rpartition(".")
    try:
        return State.get_class_substate(state_name)._is_client_storage(name.removesuffix(FIELD_MARKER))  # noqa: SLF001 - there is no other way
    except ValueError:
        return False


def _without_halves(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_without_halves(name): _without_halves(part) for name, part in value.items()}
    return [_without_halves(part) for part in value] if isinstance(value, list) else value


def _scalars(value: Any) -> Iterator[object]:  # noqa: ANN401 - any JSON
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend((*part.keys(), *part.values()))
        elif isinstance(part, list):
            waiting.extend(part)
        else:
            yield part


def _problem(error: ValidationError) -> str:
    """Return the first problem and its location, and never the value: it may be a password."""
    problem = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part)[:_LONGEST_ECHO] for part in problem["loc"]) or "The event"
    place = "".join(sign if sign.isprintable() else "?" for sign in place)
    return f"{place}: {problem['msg'][:1].lower()}{problem['msg'][1:]}."
