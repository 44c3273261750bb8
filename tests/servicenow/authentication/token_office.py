"""An OAuth endpoint that issues expiring tokens and records the requests for them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response

from tests.servicenow.table_server import Asked

CLIENT = {"client_id": "the-client", "client_secret": "cl1ent-s3cret&="}
USER = {"username": "reader", "password": "us3r p@ss+wörd"}
SECRETS = (CLIENT["client_secret"], USER["password"])


@dataclass
class TokenOffice:
    """Return ``grant`` and ``refusal`` to a ``TableServer``.

    Attributes:
        asked: The forms, in their order.
        refuses: Which kinds of grants are refused.
        seconds: How long an answer takes.
    """

    asked: list[dict[str, str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    valid: set[str] = field(default_factory=set)
    lifetime: object = 1799
    seconds: float = 0.0
    instead: Response | None = None

    def grant(self, form: Mapping[str, str]) -> Response:
        self.asked.append(dict(form))
        time.sleep(self.seconds)
        if self.instead:
            return self.instead
        kind = form["grant_type"]
        if kind in self.refuses or not self.knows(form):
            return JSONResponse({"error_description": "access_denied", "error": "server_error"}, 401)
        number = len(self.asked)
        self.valid = {f"token-{number}"}
        answer = {"access_token": f"token-{number}", "refresh_token": f"refresh-{number}", "token_type": "Bearer"}
        return JSONResponse({**answer, "scope": "useraccount", "expires_in": self.lifetime})

    def knows(self, form: Mapping[str, str]) -> bool:
        is_user = form["grant_type"] != "password" or all(form.get(name) == text for name, text in USER.items())
        return is_user and all(form.get(name) == text for name, text in CLIENT.items())

    def revoke(self) -> None:
        self.valid.clear()

    def refusal(self, asked: Asked) -> Response | None:
        """Refuse a request without a valid token."""
        if asked.authorization.removeprefix("Bearer ") in self.valid:
            return None
        return JSONResponse({"error": {"message": "User Not Authenticated"}}, 401)
