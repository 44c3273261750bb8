"""Schemathesis sends what the OpenAPI document allows and what it does not, as an admin, a viewer and anonymously."""

import subprocess
import sys
from collections.abc import Callable

from tests.access.gate.guarded_server import Visitor
from tests.attack.closed_app import ClosedApp

EXAMPLES = 16
# The limit of REST is 50 a second for each user or address, with 100 at once.
RATE = "45/s"
OPTIONS = f"--phases coverage,fuzzing --max-examples {EXAMPLES} --seed 1 --rate-limit {RATE} --no-shrink --no-color"
# Asked without a login in tests/api/accounts; here their parameters would take half a minute, to be refused alike.
FOR_ADMINS = "/(accounts|teams)"
REFUSED_IS_FINE = ("--exclude-checks", "positive_data_acceptance")
EXPORT = "/tickets/export"
# What is refused here is refused for what it means: a name that is taken, an empty filter, a time that is none. And a
# text that is no list counts as invalid, though in an address every text is a list of one.
MEANING = "/(tickets|charts/.*|clusters.*|teams.*|views.*|auth/tokens.*|accounts/invitations)$"
MEANING_DECIDES = ("--exclude-checks", "positive_data_acceptance,negative_data_rejection")
CASES = "/cases"
# A body that is larger than the gate takes is refused before anybody looks at what it says.
REFUSALS = """[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
"""
# Ending the caller's own session, or others of its account, would make the rest of the run anonymous; and so would
# changing the account.
ENDING = "/auth/(logout|sessions|password|second-factor|login)|/accounts/\\{"


def schemathesis(app: ClosedApp, visitor: Visitor, *selection: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", "schemathesis.cli", "run", "openapi.json", *OPTIONS.split()]
    command += ["--url", app.server.url, "--header", f"Cookie: {visitor.cookie or 'no=login'}", *selection]
    command += ["--continue-on-failure", "--generation-database", "none", "--warnings", "off"]
    folder = app.server.folder
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


async def test_every_answer_is_one_that_the_document_promises(closed_app: Callable[..., ClosedApp]) -> None:
    app = closed_app()
    await app.create_account("vera", "viewer")
    await app.create_account("agnes", "agent")
    admin, vera, agnes = app.log_in(), app.log_in("vera"), app.log_in("agnes")
    (app.server.folder / "openapi.json").write_text(admin.get("/api/v1/openapi.json").text)
    (app.server.folder / "schemathesis.toml").write_text(REFUSALS)
    runs = {
        "an admin": schemathesis(app, admin, "--exclude-path-regex", f"{ENDING}|{EXPORT}|{MEANING}|{CASES}"),
        "an admin, where meaning decides": schemathesis(app, admin, "--include-path-regex", MEANING, *MEANING_DECIDES),
        # An account of its own, for the limit of requests is each user's.
        "an agent, about cases": schemathesis(app, agnes, "--include-path-regex", CASES, *MEANING_DECIDES),
        "an export": schemathesis(app, admin, "--include-path-regex", EXPORT, *MEANING_DECIDES),
        # An account of its own, whose other logins nobody needs; a logout is left to the run of nobody. None of the
        # passwords that it makes up is the old one, so that good data is refused there.
        "a viewer": schemathesis(
            app, vera, "--include-path-regex", "/auth/(sessions|password|second-factor)", *REFUSED_IS_FINE
        ),
        "nobody": schemathesis(app, app.visitor(), "--exclude-path-regex", FOR_ADMINS),
    }
    reports = {who: run.communicate(timeout=600)[0] for who, run in runs.items()}
    for who, run in runs.items():
        assert run.returncode == 0, f"{who}: {reports[who]}"
    assert "Traceback" not in app.log()
    assert admin.get("/api/v1/auth/me").json()["data"]["username"] == "admin"
