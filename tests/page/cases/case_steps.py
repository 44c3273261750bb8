"""The steps of a case on its page, as a person takes them."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from rca_dashboard.simulator.causes.truth import Cause
from tests.fixtures.app_server import AppServer

VPN = re.compile("vpn gateway", re.IGNORECASE)
CLUSTER = "vpn gateway rejects certificate sign"


def unfolded(place: Page | Locator, testid: str) -> Locator:
    """Open a form that is folded away, unless it is open."""
    form = place.get_by_test_id(testid).first
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    return form


def start(page: Page, number: str, about: str | re.Pattern[str]) -> int:
    """Start the case that is proposed, and return how many tickets it has."""
    expect(page.get_by_test_id("new-case-about")).to_have_text(about)
    found = re.search(r"\d+", page.get_by_test_id("new-case-about").inner_text())
    count = int(found[0]) if found else 0
    expect(page.get_by_test_id("new-case-title")).to_have_value(VPN)
    page.get_by_test_id("new-case-save").click()
    expect(page).to_have_url(re.compile(rf"/cases/{number}$"))
    expect(page.get_by_test_id("ticket-count")).to_have_text(str(count))
    return count


def start_from_everything(page: Page, app: AppServer) -> None:
    """Start a case from selected rows, from a ticket, from a cluster, and from the burst in the band."""
    band = page.get_by_test_id("burst-band")
    band.get_by_test_id("burst-show").click()
    rows = page.get_by_test_id("ticket-row")
    expect(rows.first).to_contain_text(VPN)
    ticket = rows.nth(3).get_attribute("data-number")
    rows.nth(0).locator("td").nth(3).click(modifiers=["Shift"])
    rows.nth(2).locator("td").nth(3).click(modifiers=["Shift"])
    expect(page.get_by_test_id("selection-bar")).to_have_attribute("data-count", "3")
    page.get_by_test_id("selection-case").click()
    start(page, "RCA-1", "With 3 tickets:")
    page.goto(f"{app.url}/tickets/{ticket}")
    page.get_by_test_id("ticket-start-case").click()
    start(page, "RCA-2", "With 1 ticket:")
    page.goto(f"{app.url}/insight")
    cluster = page.get_by_test_id("cluster-row").filter(has_text=CLUSTER)
    count = cluster.get_attribute("data-count")
    cluster.get_by_test_id("cluster-start-case").click()
    start(page, "RCA-3", f"With {count} tickets:")
    page.goto(app.url)
    band.get_by_test_id("burst-start-case").click()
    expect(page.get_by_test_id("known-cases")).to_contain_text("RCA-3")
    start(page, "RCA-4", re.compile(r"With 1\d tickets:"))


def look_around(page: Page, app: AppServer, before: int) -> None:
    """Go from the burst to its tickets, to similar ones, to the cluster and to a chart, without a dead end."""
    page.get_by_test_id("burst-band").get_by_test_id("burst-show").click()
    expect(page).to_have_url(re.compile(r"burst=\d+"))
    rows = page.get_by_test_id("ticket-row")
    expect(rows.first).to_contain_text(VPN)
    number = rows.first.get_attribute("data-number")
    page.goto(f"{app.url}/tickets/{number}")
    similar = page.get_by_test_id("similar-ticket")
    expect(similar.first).to_be_visible()
    similar.first.get_by_role("link").first.click()
    expect(page).not_to_have_url(re.compile(f"/tickets/{number}"))
    expect(similar.first).to_be_visible()
    page.get_by_test_id("ticket-cluster").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"cluster=\d+"))
    expect(rows.first).to_contain_text(VPN)
    page.get_by_role("link", name="Insight").click()
    cluster = page.get_by_test_id("cluster-row").filter(has_text=CLUSTER)
    expect(cluster).to_have_attribute("data-count", str(before + 14))
    mark = page.get_by_test_id("chart-by_priority").get_by_test_id("chart-mark").first
    counted = mark.get_attribute("data-count")
    mark.click()
    expect(page).to_have_url(re.compile(r"/\?.*priority="))
    expect(page.get_by_text(re.compile(f"{counted} of \\d+ tickets"))).to_be_visible()


def onward(page: Page, stage: str) -> None:
    expect(page.get_by_test_id("gate-missing")).to_have_count(0)
    page.get_by_test_id("stage-next").click()
    expect(page.get_by_test_id("case-stage")).to_have_attribute("data-stage", stage)


def judge_suspect(page: Page, cause: Cause) -> None:
    expect(page.get_by_test_id("suspect-none")).to_be_visible()
    suspect = page.get_by_test_id("suspect").first
    expect(suspect).to_have_attribute("data-number", cause.change)
    expect(suspect).to_have_attribute("data-rank", "1")
    expect(suspect.get_by_test_id("suspect-base-rate")).to_contain_text("times as often")
    form = unfolded(suspect, "judge-suspect")
    form.get_by_label("Because").fill("its work ended before the first of them")
    form.get_by_test_id("suspect-save").click()
    judged = page.get_by_test_id("judged-change")
    expect(judged).to_have_attribute("data-state", "confirmed")
    expect(judged).to_have_attribute("data-number", cause.change)


def suppose(page: Page, text: str, evidence: tuple[str, str, str], judgement: tuple[str, str]) -> Locator:
    """Write down a hypothesis with its evidence (stance, text, ticket or change), and judge it (state, reason)."""
    stance, seen, number = evidence
    state, reason = judgement
    form = unfolded(page, "add-hypothesis")
    form.get_by_label("What could be the cause?").fill(text)
    form.get_by_test_id("hypothesis-save").click()
    hypothesis = page.get_by_test_id("hypothesis").filter(has_text=text)
    expect(hypothesis).to_have_attribute("data-state", "open")
    hypothesis.locator("summary").first.click()
    form = unfolded(hypothesis, "add-evidence")
    form.locator("select[name=stance]").select_option(stance)
    form.get_by_label("What was seen").fill(seen)
    form.get_by_label("Ticket or change").fill(number)
    form.get_by_test_id("evidence-save").click()
    expect(hypothesis.get_by_test_id("evidence")).to_contain_text(seen)
    form = unfolded(hypothesis, "judge-hypothesis")
    form.get_by_label("State").select_option(state)
    form.get_by_label("Because").fill(reason)
    form.get_by_test_id("judge-save").click()
    expect(hypothesis).to_have_attribute("data-state", state)
    return hypothesis


def find_the_cause(page: Page, cause: Cause) -> None:
    found = suppose(
        page,
        cause.reason,
        ("for", "The chain that it serves ends too early", cause.change),
        ("confirmed", "sign-in works where the chain is complete"),
    )
    expect(found.get_by_test_id("evidence")).to_contain_text("VPN gateway")  # the change as it was then
    suppose(
        page,
        "The callers' clocks are wrong",
        ("against", "Callers with a correct clock are rejected too", cause.incidents[0]),
        ("refuted", "it happens with correct clocks"),
    )


def change_parts(page: Page) -> None:
    """Edit, move, remove and take out what is there."""
    hypothesis = page.get_by_test_id("hypothesis").first
    form = unfolded(hypothesis, "choose-bone")
    form.get_by_label("Bone").select_option("technology")
    form.get_by_test_id("bone-save").click()
    hypothesis.get_by_test_id("evidence-text-edit").click()
    hypothesis.get_by_test_id("evidence-text-field").fill("The chain ends before the root")
    hypothesis.get_by_test_id("evidence-text-save").click()
    expect(hypothesis.get_by_test_id("evidence")).to_contain_text("ends before the root")
    form = unfolded(page, "add-action")
    form.get_by_label("What is to be done?").fill("Watch the tunnels")
    form.get_by_label("It is to").select_option("detect")
    form.get_by_test_id("action-save").click()
    action = page.get_by_test_id("action").filter(has_text="Watch the tunnels")
    unfolded(action, "change-action").get_by_test_id("remove-action").locator("summary").click()
    action.get_by_test_id("remove-action-confirm").click()
    expect(page.get_by_test_id("action")).to_have_count(1)
    before = int(page.get_by_test_id("ticket-count").inner_text())
    page.get_by_test_id("ticket-remove").nth(2).click()
    expect(page.get_by_test_id("ticket-count")).to_have_text(str(before - 1))


def act(page: Page, other: Page) -> None:
    """Do what removes the cause; the other one verifies it, and both see it at once."""
    form = unfolded(page, "add-action")
    form.get_by_label("What is to be done?").fill("Install the chain again")
    form.get_by_label("Owner").fill("admin")
    form.get_by_label("Due").fill("2030-01-01")
    form.get_by_test_id("action-save").click()
    expect(other.get_by_test_id("action")).to_contain_text("Install the chain again")
    onward(page, "fixing")
    page.get_by_test_id("action-done").click()
    expect(other.get_by_test_id("action")).to_have_attribute("data-state", "done")
    expect(page.get_by_test_id("gate-missing").first).to_contain_text("verified by somebody else")
    page.get_by_test_id("action-verify").click()
    expect(page.get_by_test_id("actions-answer")).to_contain_text("Somebody other than its owner")
    other.get_by_test_id("action-verify").click()
    for each in (page, other):
        expect(each.get_by_test_id("action")).to_have_attribute("data-state", "verified")


def choose_signature(page: Page) -> None:
    form = unfolded(page, "choose-signature")
    form.get_by_label("Tickets with these words").fill("vpn gateway rejects certificate")
    form.get_by_test_id("signature-preview").click()
    expect(form.get_by_test_id("preview")).to_contain_text(re.compile(r"\d+ tickets in the last 26 weeks, in \d of"))
    form.get_by_test_id("signature-save").click()
    expect(page.get_by_test_id("signature")).to_contain_text("vpn, gateway")


def approve_and_close(page: Page, other: Page) -> None:
    """The owner accepts that nobody can know yet; somebody else approves, again after an edit, and it is closed."""
    form = unfolded(page, "accept-unknowable")
    form.get_by_label("Because").fill("the certificate changes once a year")
    form.get_by_test_id("unknowable-save").click()
    expect(other.get_by_test_id("verdict")).to_have_attribute("data-verdict", "cannot_be_known")
    unfolded(page, "approving").get_by_test_id("approve").click()
    expect(page.get_by_test_id("approving")).to_contain_text("You own RCA-4: somebody else has to approve it.")
    unfolded(other, "approving").get_by_test_id("approve").click()
    expect(page.get_by_test_id("approval")).to_have_attribute("data-valid", "true")
    page.get_by_test_id("case-review-edit").click()
    page.get_by_test_id("case-review-field").fill("Chains are checked before they are installed.")
    page.get_by_test_id("case-review-save").click()
    expect(other.get_by_test_id("approval")).to_have_attribute("data-valid", "false")
    expect(other.get_by_test_id("approval")).to_contain_text("edited since: review")
    expect(page.get_by_test_id("gate-missing")).to_contain_text(["a new approval"])
    unfolded(other, "approving").get_by_test_id("approve").click()
    expect(page.get_by_test_id("gate-missing")).to_have_count(0)
    onward(page, "closed")


def downloaded(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_test_id(f"report-{kind}").click()
    assert re.fullmatch(rf"RCA-4-v\d+\.{kind}", download.value.suggested_filename)
    return Path(download.value.path()).read_bytes()
