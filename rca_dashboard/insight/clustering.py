"""Clusters as they grow: each ticket follows the nearest leader as it comes."""

from collections.abc import Callable, Sequence

from rca_dashboard.domain.cluster.label import label_of
from rca_dashboard.domain.cluster.leaders import Leaders
from rca_dashboard.domain.cluster.template import stored_template, template_bytes
from rca_dashboard.domain.likeness.terms import Hashes
from rca_dashboard.insight.reading import Reading
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight import clusters as stored
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster
from rca_dashboard.store.insight.kept_terms import kept_of
from rca_dashboard.store.insight.texts import tickets_with


class LeaderBook:
    """Leaders with the cluster of each, or with the only ticket that follows it so far."""

    def __init__(self) -> None:
        self.leaders = Leaders()
        self.clusters: list[int] = []
        self.alone: list[int] = []

    def add(self, template: Hashes, *, cluster: int = 0, alone: int = 0) -> int:
        """Add a leader and return its number."""
        self.clusters.append(cluster)
        self.alone.append(alone)
        return self.leaders.add(template)


class Clustering:
    """The part of the insight that keeps each ticket's cluster.

    Args:
        database: Holds the clusters.
        leads: Returns whether this worker leads; the others give no ticket a cluster.
    """

    def __init__(self, database: Database, leads: Callable[[], bool] = lambda: True) -> None:
        self._database = database
        self._leads = leads
        self.book = LeaderBook()
        self.is_built = False
        self._clustered: frozenset[int] | None = None

    def merged(self, into: int, others: Sequence[int]) -> None:
        """Let the leaders of merged clusters lead the one."""
        self.book.clusters[:] = [into if each in others else each for each in self.book.clusters]

    def split(self, cluster: int, template: Hashes) -> None:
        """Let a template lead a new cluster."""
        self.book.add(template, cluster=cluster)

    def reset(self) -> None:
        """Forget the leaders, which the next load reads."""
        self._clustered = None

    def restart(self) -> None:
        """Read the leaders again: at the start, after a rebuild, and after a user has changed clusters."""
        book = LeaderBook()
        for leader in stored.leaders(self._database):
            book.add(stored_template(leader.template), cluster=leader.cluster)
        self.book = book
        self.is_built = stored.built_at(self._database) > 0
        self._clustered = frozenset(stored.assignments(self._database))

    def load(self, readings: Sequence[Reading]) -> None:
        """Take tickets from the store: those without a cluster may lead one."""
        if self._clustered is None:
            self.restart()
        for each in readings if self.is_built else ():
            if each.id not in (self._clustered or ()) and len(each.template):
                self.book.add(each.template, alone=each.id)

    def take(self, readings: Sequence[Reading], gone: Sequence[int]) -> None:  # noqa: ARG002 - the store has forgotten them
        """Give each ticket its cluster. Before the first rebuild, which comes when all are read, there are none."""
        if not self.is_built or not readings or not self._leads():
            return
        known = stored.assignments(self._database, [each.id for each in readings])
        changed: dict[int, Assignment] = {}
        lost: list[int] = []
        for each in readings:
            now = known.get(each.id)
            if now is None or not now.is_pinned:
                cluster = self._cluster_for(each, changed)
                if cluster and (now is None or now.cluster != cluster):
                    changed[each.id] = Assignment(each.id, cluster)
                elif not cluster and now is not None:
                    lost.append(each.id)
        if changed or lost:
            stored.assign(self._database, tuple(changed.values()), lost)

    def _cluster_for(self, reading: Reading, changed: dict[int, Assignment]) -> int:
        book = self.book
        number = book.leaders.nearest(reading.template) if len(reading.template) else None
        if number is None:
            if len(reading.template):
                book.add(reading.template, alone=reading.id)
            return 0
        if not book.clusters[number] and book.alone[number] != reading.id:
            book.clusters[number] = self._found(reading, book.alone[number])
            changed[book.alone[number]] = Assignment(book.alone[number], book.clusters[number])
        return book.clusters[number]

    def _found(self, reading: Reading, other: int) -> int:
        """Store a new cluster of two tickets and return its id."""
        number = stored.next_cluster(self._database)
        (leading, *_) = (*kept_of(self._database, [other]), None)
        template = leading.template if leading else template_bytes(reading.template)
        texts = [each.text.summary for each in tickets_with(self._database, [other, reading.id])]
        label, summary = label_of(texts or [reading.summary])
        cluster = StoredCluster(id=number, label=label, summary=summary)
        stored.add_clusters(self._database, [(cluster, template)])
        return number
