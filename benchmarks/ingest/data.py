"""Pages of incidents as the Table API sends them: every field, with display values and links."""

import json
from collections.abc import Iterator

import httpx

from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.server import Simulator

PAGE = 1000
_MARK = "aaaaaaaa"


def page_texts(pages: int) -> Iterator[str]:
    """Return bodies of 1,000 incidents each, created one at a time; no two incidents share a sys_id."""
    page = _marked_page()
    for number in range(pages):
        yield page.replace(_MARK, f"{number:08x}")


def _marked_page() -> str:
    """Return the newest incidents of the built-in ServiceNow, with a mark in each sys_id."""
    opened = open_instance(Opening(incidents=PAGE))
    parameters = {"sysparm_limit": str(PAGE), "sysparm_display_value": "all", "sysparm_query": "ORDERBYsys_id"}
    with Simulator(opened.instance) as simulator:
        url = f"{simulator.url}/api/now/table/incident"
        body = httpx.get(url, params=parameters, auth=("admin", "admin"), timeout=60).raise_for_status().json()
    for record in body["result"]:
        sys_id = _MARK + record["sys_id"]["value"][len(_MARK) :]
        record["sys_id"] = {"display_value": sys_id, "value": sys_id}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
