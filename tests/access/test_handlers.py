"""Every handler of the real app declares a role, including Reflex's own."""

import json
import os
import subprocess
import sys

import pytest

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import NEVER, allowed, stated_role
from rca_dashboard.live.reflex_adapter.handler_roles import REFLEX_HANDLERS
from tests.fixtures.app_server import ROOT, clean_environment

WALK = """
import json
from rca_dashboard.live.reflex_adapter.handler_roles import roles_of_all_handlers
from rca_dashboard.rca_dashboard import app
print("ROLES" + json.dumps(roles_of_all_handlers(app)))
"""


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int | None]:
    """The roles of the app that is wired for real, in a process of its own."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "rxconfig.py").write_text((ROOT / "rxconfig.py").read_text())
    environment = clean_environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"})
    walked = subprocess.run(
        [sys.executable, "-c", WALK], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert walked.returncode == 0, walked.stderr
    return json.loads(walked.stdout.partition("ROLES")[2])


def test_every_handler_states_a_role(roles: dict[str, int | None]) -> None:
    assert len(roles) > 15
    assert [name for name, role in roles.items() if role is None] == []
    assert set(roles.values()) <= {Role.VIEWER, Role.AGENT, Role.ADMIN, NEVER}


def test_no_client_sets_a_var_by_its_name(roles: dict[str, int | None]) -> None:
    setters = {name: role for name, role in roles.items() if name.endswith(".setvar")}
    assert len(setters) > 5
    assert set(setters.values()) == {NEVER}


def test_every_handler_of_reflex_in_our_table_exists(roles: dict[str, int | None]) -> None:
    assert set(REFLEX_HANDLERS) <= set(roles)


def test_a_role_is_found_above_and_below_a_decorator_that_keeps_the_function() -> None:
    def handler() -> None: ...

    assert stated_role(handler) is None
    assert stated_role(allowed(Role.AGENT)(handler)) is Role.AGENT


def test_the_room_of_accounts_knows_no_reflex() -> None:
    command = "import pkgutil, importlib, sys, rca_dashboard.access as room\n"
    command += "[importlib.import_module(m.name) for m in pkgutil.iter_modules(room.__path__, room.__name__ + '.')]\n"
    command += "print([name for name in sys.modules if name.split('.')[0] in ('reflex', 'reflex_base')])"
    loaded = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert loaded.stdout.strip() == "[]", loaded.stderr
