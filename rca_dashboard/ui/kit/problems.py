"""Turn validation errors into sentences for people."""

from pydantic import ValidationError


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return the name of the first field with a problem, and the problem, without the value: it may be a password."""
    problem = error.errors(include_input=False, include_url=False)[0]
    return ".".join(str(part) for part in problem["loc"]), f"{problem['msg']}."


def first_problem(error: ValidationError) -> str:
    """Return the first problem with its field's name, and never the value: it may be a password."""
    problem = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in problem["loc"]) or "The form"
    return f"{field}: {problem['msg'][:1].lower()}{problem['msg'][1:]}."
