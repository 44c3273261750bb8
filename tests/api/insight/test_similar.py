"""GET /tickets/{id}/similar."""

import httpx

from rca_dashboard.api.insight.schemas import SearchedAnswer, SimilarSchema
from rca_dashboard.insight.insight import Insight
from tests.api.conftest import Keep
from tests.tickets import make


async def test_similar_tickets_come_nearest_first_with_why_one_in_and_what_was_searched(
    asking: httpx.AsyncClient, insight: Insight, keep: Keep
) -> None:
    keep([make(place, short_description=f"mailbox {place} of {place * 7} is full") for place in range(10, 60)])
    keep([make(1, short_description="VPN gateway drops", subcategory="vpn")])
    keep([make(2, short_description="gateway of the VPN dropped", subcategory="vpn", close_notes="restarted")])
    await insight.follower.step()
    await insight.refresh_chance()
    answer = await asking.get("/tickets/INC0000001/similar")
    body = SearchedAnswer[SimilarSchema].model_validate_json(answer.text)
    assert [each.ticket_id for each in body.data] == ["INC0000002"]
    (found,) = body.data
    assert {each.word for each in found.why.words} == {"vpn", "gateway", "drops"}
    assert [each.field for each in found.why.fields] == ["subcategory"]
    assert found.close_notes == "restarted"
    assert found.one_in is not None
    assert found.one_in > 1_000
    assert (body.searched.n, body.searched.left_out) == (52, "")
    assert body.searched.since == make(1).opened_at


async def test_nothing_near_enough_is_an_empty_list(asking: httpx.AsyncClient, insight: Insight, keep: Keep) -> None:
    keep([make(1, short_description="VPN gateway drops"), make(2, short_description="mailbox full")])
    await insight.follower.step()
    assert (await asking.get("/tickets/INC0000001/similar")).json()["data"] == []


async def test_an_unknown_ticket_is_404(asking: httpx.AsyncClient) -> None:
    assert (await asking.get("/tickets/INC999/similar")).status_code == 404


async def test_without_insight_there_is_no_such_route(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1)])
    assert (await client.get("/tickets/INC0000001/similar")).status_code == 404
