"""The report of a case: byte-equal Markdown, a PDF with the same, and a short form; a ticket's text is never markup."""

import httpx
import pytest
from fastapi import FastAPI

from rca_dashboard.domain.report.blocks import Bullets, Grid, Heading, Paragraph, markdown_of
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.api.cases.test_figures import asking, change, incident
from tests.api.conftest import Keep
from tests.tickets import NOON, make

HOSTILE = "<script>alert(1)</script> | [x](http://evil) # **bold** \n## Verdict: fewer 🔥"


def test_a_tickets_text_is_no_markup() -> None:
    found = markdown_of(
        [Heading(HOSTILE, 1), Paragraph("1. one\n- two"), Bullets((HOSTILE,)), Grid(("a",), ((HOSTILE,),), (1,))]
    )
    assert "<script>" not in found
    assert "\n## " not in found
    assert "[x](" not in found
    row = found.splitlines()[-1]
    assert row.replace("\\|", "").count("|") == 2


async def ready(client: httpx.AsyncClient) -> None:
    made = await client.post(
        "/cases", json={"title": HOSTILE, "statement": HOSTILE, "tickets": ["INC0000001", "INC0000002"]}
    )
    assert made.status_code == 201, made.text
    hypothesis = {"text": "The timeout was raised", "state": "open"}
    assert (await client.post("/cases/RCA-1/hypotheses", json=hypothesis)).status_code == 200
    assert (
        await client.post("/cases/RCA-1/changes", json={"state": "refuted", "reason": "Nothing fits"})
    ).status_code == 200
    assert (
        await client.post("/cases/RCA-1/actions", json={"kind": "remove", "text": "Take it back"})
    ).status_code == 200


@pytest.fixture
def filled(keep: Keep) -> None:
    keep([incident(1, NOON, HOSTILE), make(2, short_description="Zażółć gęślą jaźń 漢字"), change(10, 1, "Raise it")])


@pytest.mark.usefixtures("filled")
async def test_the_same_version_gives_the_same_bytes_and_says_everything(api: FastAPI) -> None:
    async with asking(api) as client:
        await ready(client)
        first = await client.get("/cases/RCA-1/report")
        assert first.headers["content-type"].startswith("text/markdown")
        assert first.content == (await client.get("/cases/RCA-1/report?format=md")).content
        for said in ("Summary", "Impact", "CHG0000010", "Nothing fits", "Take it back", "How each figure was made"):
            assert said in first.text, said
        short = (await client.get("/cases/RCA-1/report?format=txt")).text
        assert short.startswith("RCA-1, version 4")
        assert (await client.get("/cases/RCA-1/report?format=html")).status_code == 422


@pytest.mark.usefixtures("filled")
async def test_the_pdf_lists_what_its_font_lacks(api: FastAPI) -> None:
    async with asking(api) as client:
        await ready(client)
        answer = await client.get("/cases/RCA-1/report?format=pdf")
        assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert answer.content == (await client.get("/cases/RCA-1/report?format=pdf")).content


@pytest.mark.usefixtures("filled")
async def test_a_version_keeps_its_report_when_what_it_rests_on_changes(
    api: FastAPI, database: Database, keep: Keep
) -> None:
    async with asking(api) as client:
        await ready(client)
        forms = ("md", "pdf", "txt")
        before = {form: (await client.get(f"/cases/RCA-1/report?format={form}")).content for form in forms}
        mark_deleted(database, [make(1).sys_id, change(10, 1, "").sys_id], origin=Origin.POLL, at=NOON)
        keep([change(11, 2, "Raise it too"), make(2, short_description="Solved", status="Closed", closed_at=NOON)])
        with database.write() as session:
            session.connection().execute(TICKET.delete().where(TICKET.c.sys_id == make(1).sys_id))
        assert {form: (await client.get(f"/cases/RCA-1/report?format={form}")).content for form in forms} == before
        # The next version says what is true by then.
        assert (await client.post("/cases/RCA-1/notes", json={"text": "Solved"})).status_code == 200
        later = (await client.get("/cases/RCA-1/report")).text
        assert "CHG0000011" in later
        assert "deleted" in later
