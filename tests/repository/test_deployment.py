"""The files for operators: each is valid by its own schema, and names only what the app has."""

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from rca_dashboard.api.monitoring.metrics import app_metrics
from rca_dashboard.api.monitoring.push_metrics import push_metrics
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.progress.poll import PollerStatus, PollResult
from rca_dashboard.domain.views.page import TicketCounts
from rca_dashboard.live.operations.push_figures import PushFigures, PushTotals
from rca_dashboard.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SCRIPTS = Path(sysconfig.get_path("scripts"))


def run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile_is_clean() -> None:
    run(SCRIPTS / "hadolint", "--ignore", "DL3042", "Dockerfile")


@pytest.mark.parametrize("name", ["compose.yaml", "compose.sqlite.yaml"])
def test_the_compose_files_are_valid(name: str) -> None:
    run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", name)


def test_the_kubernetes_manifest_is_valid() -> None:
    run(SCRIPTS / "kubernetes-validate", "--strict", "deploy/kubernetes.yaml")


def test_the_image_copies_only_what_exists_and_runs_without_root() -> None:
    text = (ROOT / "Dockerfile").read_text()
    sources = [name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for name in line.split()]
    assert sources
    assert [name for name in sources if not (ROOT / name).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert [name for name in sources if f"!{name.split('/')[0]}" not in ignored] == []
    assert re.search(r"^USER 10001$", text, re.MULTILINE)


def test_operators_files_set_only_settings_that_exist() -> None:
    known = {field.name.upper() for field in fields(Settings)} | {"PORT", "HOME"}
    for name in ("compose.yaml", "compose.sqlite.yaml"):
        for service in yaml.safe_load((ROOT / name).read_text())["services"].values():
            if service.get("image") == "rca-dashboard":
                assert set(service["environment"]) <= known
    manifest = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    (container,) = manifest[0]["spec"]["template"]["spec"]["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True


class Pushing:
    figures = PushFigures()
    worker = "desk-1"

    def totals(self) -> PushTotals:
        return PushTotals()


def metric_names() -> set[str]:
    """Return the names of all samples that ``/metrics`` may have."""

    class Everything(Collector):
        def collect(self) -> Iterator[Metric]:
            now = utc_now()
            status = PollerStatus(succeeded_at=now, last=PollResult(at=now))
            yield from app_metrics(TicketCounts(), 0, status)
            yield from push_metrics(Pushing())

    return set(re.findall(r"^(rca_\w+)", generate_latest(Everything()).decode(), re.MULTILINE))


def expressions() -> Iterator[str]:
    dashboard: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def test_dashboard_and_alerts_use_metrics_that_the_app_has() -> None:
    used = {name for expression in expressions() for name in re.findall(r"rca_\w+", expression)}
    assert len(used) > 10
    assert used - metric_names() == set()


def test_proxies_ask_whether_an_app_is_ready_and_keep_silent_websockets() -> None:
    for name in ("Caddyfile", "haproxy.cfg"):
        assert "/ready" in (DEPLOY / name).read_text()
    assert "proxy_read_timeout 90s" in (DEPLOY / "nginx.conf").read_text()
    assert "timeout tunnel 90s" in (DEPLOY / "haproxy.cfg").read_text()
