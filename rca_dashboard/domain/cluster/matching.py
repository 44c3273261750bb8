"""Which of the earlier clusters a rebuilt one is: the one with which it shares most, if that is half of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

LEAST_OVERLAP = 0.5


def kept_ids(groups: Mapping[int, Sequence[int]], earlier: Mapping[int, int]) -> dict[int, int]:
    """Return the id of the earlier cluster for each group that goes on as it; each id goes to one group.

    Args:
        groups: The tickets of each new group.
        earlier: The earlier cluster of each ticket that had one.
    """
    shared: list[tuple[int, int, int]] = []
    for group, tickets in groups.items():
        counts = Counter(earlier[ticket] for ticket in tickets if ticket in earlier)
        shared += [
            (count, cluster, group) for cluster, count in counts.items() if count >= LEAST_OVERLAP * len(tickets)
        ]
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for _, cluster, group in sorted(shared, key=lambda each: (-each[0], each[1], each[2])):
        if group not in ids and cluster not in taken:
            ids[group] = cluster
            taken.add(cluster)
    return ids
