"""The rebuild of all clusters: every night, and when the desk has grown by a quarter.

Leaders of clusters that a user renamed, merged or split come first and keep their id; pinned tickets stay. Every other
cluster is found afresh, and is the earlier one with which it shares half of its tickets.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rca_dashboard.domain.cluster.label import label_of
from rca_dashboard.domain.cluster.matching import kept_ids
from rca_dashboard.domain.cluster.template import stored_template
from rca_dashboard.insight.clustering import Clustering, LeaderBook
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight import clusters as stored
from rca_dashboard.store.insight.cluster_edits import edits_of
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster
from rca_dashboard.store.insight.kept_terms import kept_after
from rca_dashboard.store.insight.texts import tickets_with

_AT_ONCE = 200
# Enough summaries to see what a cluster is about.
_SUMMARIES = 30
LEAST_TICKETS = 2


class ClusterRebuild:
    """One rebuild: ``compute`` changes nothing, ``store`` puts its result in place of what was there.

    Args:
        database: Holds tickets and clusters. It is the leader's, which refuses the result of a lost term.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._book = LeaderBook()
        self._groups: defaultdict[int, list[int]] = defaultdict(list)
        self._templates: defaultdict[int, list[bytes]] = defaultdict(list)
        self._tickets = 0
        self._pinned: dict[int, int] = {}
        self._edits = 0

    def compute(self) -> Iterator[None]:
        """Find the groups, in the order in which tickets were opened; some tickets in each step."""
        self._seed()
        yield
        opened, ticket = -1, -1
        while kept := kept_after(self._database, opened, ticket, _AT_ONCE):
            yield
            for each in kept:
                self._group(each.id, each.template)
                yield
            self._tickets += len(kept)
            opened, ticket = kept[-1].opened, kept[-1].id

    def _seed(self) -> None:
        """Begin with the leaders of clusters that a user has touched."""
        self._edits = edits_of(self._database)
        touched = {each.id for each in stored.clusters(self._database).values() if each.named_by}
        for leader in stored.leaders(self._database):
            if leader.cluster in touched:
                self._templates[-leader.cluster].append(leader.template)
                self._book.add(stored_template(leader.template), cluster=-leader.cluster)
        every = stored.assignments(self._database)
        self._pinned = {each.ticket: each.cluster for each in every.values() if each.is_pinned}

    def _group(self, ticket: int, packed: bytes) -> None:
        """Add a ticket to its group: a leader's number from 1, or less than 0 for a cluster that a user touched."""
        template = stored_template(packed)
        if ticket in self._pinned:
            self._groups[-self._pinned[ticket]].append(ticket)
        elif len(template):
            number = self._book.leaders.nearest(template)
            if number is None:
                number = self._book.add(template)
                self._book.clusters[number] = number + 1
                self._templates[number + 1].append(packed)
            self._groups[self._book.clusters[number]].append(ticket)

    def store(self, clustering: Clustering) -> Iterator[None]:
        """Put the result in place; no ticket may be clustered meanwhile.

        Raises:
            ClustersEditedError: If a user has edited clusters since ``compute`` began.
        """
        earlier = {each.ticket: each.cluster for each in stored.assignments(self._database).values()}
        yield
        groups = {
            group: tickets for group, tickets in self._groups.items() if group < 0 or len(tickets) >= LEAST_TICKETS
        }
        fresh = {group: tickets for group, tickets in groups.items() if group > 0}
        touched = {-group for group in {*groups, *self._templates} if group < 0}
        ids = self._ids(fresh, {one: two for one, two in earlier.items() if two not in touched})
        yield
        known = stored.clusters(self._database)
        kept = {number: known[number] for number in touched if number in known}
        for group, tickets in fresh.items():
            kept[ids[group]] = self._named(ids[group], tickets)
            yield
        templates = {
            ids.get(group, -group): some for group, some in self._templates.items() if group < 0 or group in ids
        }
        stored.replace_all(self._database, kept.values(), templates, edits=self._edits)
        yield from self._assign({ids.get(group, -group): tickets for group, tickets in groups.items()}, earlier)
        stored.finish_rebuild(self._database, self._tickets)
        clustering.restart()
        yield
        self._lead(clustering, groups)

    def _ids(self, fresh: Mapping[int, list[int]], earlier: Mapping[int, int]) -> dict[int, int]:
        ids = kept_ids(fresh, earlier)
        free = stored.next_cluster(self._database)
        for place, group in enumerate(group for group in fresh if group not in ids):
            ids[group] = free + place
        return ids

    def _named(self, number: int, tickets: list[int]) -> StoredCluster:
        texts = tickets_with(self._database, tickets[-_SUMMARIES:])
        label, summary = label_of([each.text.summary for each in texts])
        return StoredCluster(id=number, label=label, summary=summary)

    def _assign(self, groups: Mapping[int, list[int]], earlier: Mapping[int, int]) -> Iterator[None]:
        now = {ticket: cluster for cluster, tickets in groups.items() for ticket in tickets}
        changed = [
            Assignment(ticket, cluster)
            for ticket, cluster in now.items()
            if earlier.get(ticket) != cluster and ticket not in self._pinned
        ]
        lost = [ticket for ticket in earlier if ticket not in now]
        for start in range(0, max(len(changed), len(lost)), _AT_ONCE):
            some, gone = changed[start : start + _AT_ONCE], lost[start : start + _AT_ONCE]
            stored.assign(self._database, some, gone, edits=self._edits)
            yield

    def _lead(self, clustering: Clustering, groups: Mapping[int, list[int]]) -> None:
        """Let tickets that are alone lead."""
        for group, tickets in self._groups.items():
            if group not in groups and group in self._templates:
                clustering.book.add(stored_template(self._templates[group][0]), alone=tickets[0])
