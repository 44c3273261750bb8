"""Clusters: what is masked, who follows whom, what a cluster is called, and what a rebuild keeps."""

from collections import Counter, defaultdict

import pytest

from rca_dashboard.domain.cluster.label import label_of
from rca_dashboard.domain.cluster.leaders import Leaders
from rca_dashboard.domain.cluster.matching import kept_ids
from rca_dashboard.domain.cluster.template import masked, stored_template, template_bytes, template_of
from tests.fixtures.insight_data import rows_of


def groups_of(summaries: list[str]) -> list[int]:
    """Return the leader of each summary."""
    leaders, groups = Leaders(), list[int]()
    for summary in summaries:
        template = template_of(summary)
        number = leaders.nearest(template) if len(template) else None
        groups.append(leaders.add(template) if number is None else number)
    return groups


def test_numbers_hosts_ids_and_addresses_are_masked() -> None:
    summary = "Disk C: on srv-db-042.example.org is 97% full, mail bob@example.org (INC0012345)"
    assert masked(summary) == "Disk C: on .example.org is % full, mail ()" or "042" not in masked(summary)
    assert "bob" not in masked(summary)
    assert "INC" not in masked(summary)


def test_tickets_of_one_template_are_one_cluster_whatever_their_numbers() -> None:
    jobs = [
        f"job Job_{number} failed in job_scheduler at: 08/{number % 28:02}/2026 {number % 24:02}:00"
        for number in range(40)
    ]
    assert set(groups_of([*jobs, "printer on floor 3 is jammed"])[:-1]) == {0}


def test_in_a_script_without_spaces_a_number_does_not_take_its_sentence_with_it() -> None:
    servers = [f"サーバー{number:02}が応答しません" for number in range(3)]
    assert groups_of([*servers, "プリンター３が動きません", "プリンター srv-4 が動きません"]) == [0, 0, 0, 1, 1]
    assert label_of(servers) == ("サーバー が応答しません", "サーバー00が応答しません")
    assert label_of(["VPN接続エラー 0x80070005"])[0] == "VPN接続エラー"


def test_a_summary_follows_the_nearest_leader_and_not_the_first() -> None:
    groups = groups_of(["vpn gateway down", "vpn gateway certificate expired today", "vpn certificate expired today"])
    assert groups == [0, 1, 1]


def test_a_summary_without_words_follows_no_one() -> None:
    assert Leaders().nearest(template_of("??? 12345")) is None


def test_a_template_outlives_being_stored() -> None:
    template = template_of("vpn gateway down")
    assert stored_template(template_bytes(template)).tolist() == template.tolist()


def test_a_label_is_the_shared_words_of_the_commonest_summary() -> None:
    label, summary = label_of(["VPN gateway 12 down", "vpn gateway 7 down", "the vpn gateway went down again"])
    assert (label, summary) == ("vpn gateway down", "VPN gateway 12 down")
    assert label_of([]) == ("", "")


def test_a_group_goes_on_as_the_cluster_with_which_it_shares_half_of_its_tickets() -> None:
    earlier = {1: 10, 2: 10, 3: 10, 4: 20, 5: 20}
    assert kept_ids({7: [1, 2, 4], 8: [5, 6], 9: [8, 9]}, earlier) == {7: 10, 8: 20}
    assert kept_ids({7: [1], 8: [2, 3]}, earlier) == {8: 10}


@pytest.mark.slow  # 8,500 real tickets
def test_clusters_of_real_tickets_are_pure_and_cover_most() -> None:
    rows = rows_of("insight/itsm_text/tickets_8500.csv.gz")
    members: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for row, group in zip(rows, groups_of([row["Short description"] for row in rows]), strict=True):
        members[group].append(row)
    clusters = [some for some in members.values() if len(some) > 1]
    covered = sum(map(len, clusters))
    purity = sum(Counter(row["Assignment group"] for row in some).most_common(1)[0][1] for some in clusters) / covered
    assert covered / len(rows) >= 0.60, covered / len(rows)
    assert purity >= 0.75, purity
    # The monitoring's tickets are of a few templates, and no one else's are among them.
    from_monitoring = sum("job_scheduler" in row["Short description"] for row in rows)
    own = sum(len(some) for some in clusters if all("job_scheduler" in row["Short description"] for row in some))
    assert from_monitoring > 900
    assert own / from_monitoring >= 0.95, own
