import random
from itertools import pairwise

from rca_dashboard.simulator.instance.instance import Instance


def fill(instance: Instance, count: int = 60) -> list[str]:
    chance = random.Random(5)
    stamps = [f"2026-02-0{chance.randint(1, 3)} 00:00:00" for _ in range(count)]
    for number, stamp in enumerate(stamps):
        instance.insert("incident", sys_id=f"{number:04}", sys_updated_on=stamp, priority=str(number % 5 + 1))
    return stamps


def sys_ids(instance: Instance, query: str, *, offset: int = 0, limit: int | None = None) -> list[str]:
    return [record["sys_id"] for record in instance.select("incident", query, offset=offset, limit=limit).records]


def test_several_fields_order_in_turn(instance: Instance) -> None:
    fill(instance)
    records = instance.select("incident", "ORDERBYDESCpriority^ORDERBYsys_updated_on^ORDERBYDESCsys_id").records
    assert records == sorted(
        sorted(instance.select("incident").records, key=lambda record: record["sys_id"], reverse=True),
        key=lambda record: (-int(record["priority"]), record["sys_updated_on"]),
    )


def test_numbers_are_ordered_by_size(instance: Instance) -> None:
    for count in ("9", "100", "10"):
        instance.insert("incident", sys_id=count, sys_mod_count=count)
    assert sys_ids(instance, "ORDERBYsys_mod_count") == ["9", "10", "100"]
    assert sys_ids(instance, "ORDERBYsys_id") == ["10", "100", "9"]


def test_no_order_is_the_same_each_time_and_neither_that_of_creation_nor_of_sys_ids(instance: Instance) -> None:
    fill(instance)
    found = sys_ids(instance, "")
    assert found == sys_ids(instance, "")
    assert sorted(found) != found
    assert sorted(found) == [f"{number:04}" for number in range(60)]


def test_ties_of_an_order_have_no_order(instance: Instance) -> None:
    fill(instance)
    ties = sys_ids(instance, "sys_updated_on=2026-02-02 00:00:00^ORDERBYsys_updated_on")
    assert len(ties) > 10
    assert sorted(ties) != ties


def test_the_sweeps_order_is_exact_through_every_kind_of_window(instance: Instance) -> None:
    stamps = fill(instance)
    pairs = sorted((stamp, f"{number:04}") for number, stamp in enumerate(stamps))
    order = "^ORDERBYsys_updated_on^ORDERBYsys_id"
    since = "2026-02-02 00:00:00"
    later = [sys_id for stamp, sys_id in pairs if stamp > since]
    until = "^sys_updated_on<=2026-03-01 00:00:00"
    assert sys_ids(instance, f"sys_updated_on>{since}{until}{order}") == later
    assert sys_ids(instance, f"sys_updated_on>{since}{until}{order}", offset=3, limit=4) == later[3:7]
    urgent = [sys_id for sys_id in later if instance.stored("incident", sys_id)["priority"] == "1"]
    assert sys_ids(instance, f"sys_updated_on>{since}^priority=1{order}") == urgent
    assert instance.select("incident", f"sys_updated_on>{since}{until}{order}", limit=2).total == len(later)


def test_paging_by_the_pair_finds_each_record_once_while_all_share_three_seconds(instance: Instance) -> None:
    fill(instance)
    found: list[str] = []
    query = "sys_updated_on>=2026-01-01 00:00:00^ORDERBYsys_updated_on^ORDERBYsys_id"
    while page := instance.select("incident", query, limit=7).records:
        found += [record["sys_id"] for record in page]
        stamp, sys_id = page[-1]["sys_updated_on"], page[-1]["sys_id"]
        query = f"sys_updated_on={stamp}^sys_id>{sys_id}^NQsys_updated_on>{stamp}^ORDERBYsys_updated_on^ORDERBYsys_id"
    assert len(found) == 60
    assert len(set(found)) == 60


def test_updates_and_deletions_move_records_in_the_index(instance: Instance) -> None:
    fill(instance)
    instance.update("incident", "0007", short_description="x", sys_updated_on="2026-02-09 00:00:00")
    instance.delete("incident", "0008")
    ordered = instance.select("incident", "ORDERBYsys_updated_on^ORDERBYsys_id").records
    assert ordered[-1]["sys_id"] == "0007"
    assert len(ordered) == 59
    keys = [(record["sys_updated_on"], record["sys_id"]) for record in ordered]
    assert all(before < after for before, after in pairwise(keys))
