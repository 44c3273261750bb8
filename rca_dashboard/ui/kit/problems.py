"""Turn validation errors into one sentence."""

from pydantic import ValidationError


def first_problem(error: ValidationError) -> str:
    """Return the first problem with its field's name, and never the value: it may be a password."""
    problem = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in problem["loc"]) or "The form"
    return f"{field}: {problem['msg'][:1].lower()}{problem['msg'][1:]}."
