"""The open bursts: what the band shows, what their tickets' rows say, and who is notified."""

import asyncio
from dataclasses import replace

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.live.hub.burst_band import MOST_SENT, MOST_TICKETS, BurstBand, news_of
from rca_dashboard.live.messages import BurstItem
from rca_dashboard.store.insight.bursts import StoredBurst
from tests.tickets import NOON

VPN = StoredBurst(
    id=7,
    kind=1,
    value="3",
    label="vpn gateway",
    level=Level.BURST,
    count=11,
    expected=0.6,
    log_chance=-14.0,
    since=NOON,
    until=NOON,
    tickets=tuple(range(11)),
    sys_ids=tuple(f"s{number}" for number in range(11)),
)


class Browsers:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[BurstItem, ...]] = []

    async def bursts(self, bursts: tuple[BurstItem, ...]) -> None:
        self.sent.append(bursts)


async def test_browsers_get_each_burst_with_its_list_and_its_newest_tickets() -> None:
    browsers = Browsers()
    band = BurstBand(browsers)
    large = replace(VPN, id=8, sys_ids=tuple(f"s{number}" for number in range(500)))
    band.show([VPN, large, *(replace(VPN, id=number) for number in range(20, 40))])
    await asyncio.sleep(0)
    ((one, two, *rest),) = browsers.sent
    assert (one.text, one.query, one.tickets) == ("11 about “vpn gateway”", "burst=7", VPN.sys_ids)
    assert (len(two.tickets), two.tickets[-1]) == (MOST_TICKETS, "s499")
    assert len(rest) == MOST_SENT - 2


async def test_a_burst_is_notified_once_at_each_level_and_one_to_watch_is_not() -> None:
    notified: list[StoredBurst] = []
    band = BurstBand(Browsers(), notified.append)
    band.show([])
    watched, grown, major = replace(VPN, level=Level.WATCH), VPN, replace(VPN, level=Level.MAJOR, count=20)
    for shown in (watched, grown, grown, major, major):
        band.show([shown])
    assert notified == [grown, major]


def test_a_notification_names_the_burst_and_leads_to_its_tickets() -> None:
    news = news_of(VPN, NOON)
    assert (news.title, news.link, news.count) == ("Burst: 11 about “vpn gateway”", "/?burst=7", 11)
    assert news.text.startswith("0.6 usual at this hour; by chance once in ")
    assert news_of(replace(VPN, level=Level.MAJOR), NOON).title.startswith("Possible major incident: 11 about")
