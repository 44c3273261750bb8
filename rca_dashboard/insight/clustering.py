"""Clusters as they grow: each ticket follows the nearest leader as it comes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from rca_dashboard.domain.cluster.label import label_of
from rca_dashboard.domain.cluster.leaders import Leaders
from rca_dashboard.domain.cluster.template import stored_template, template_bytes
from rca_dashboard.domain.likeness.terms import Hashes
from rca_dashboard.insight.reading import Reading
from rca_dashboard.insight.writing import Writing
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight import clusters as stored
from rca_dashboard.store.insight.cluster_edits import ClustersEditedError, edits_of
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster
from rca_dashboard.store.insight.kept_terms import kept_of
from rca_dashboard.store.insight.texts import tickets_with


class LeaderBook:
    """Leaders with the cluster of each, or with the only ticket that follows it so far."""

    def __init__(self) -> None:
        self.leaders = Leaders()
        self.clusters: list[int] = []
        self.alone: list[int] = []
        self._templates: dict[int, Hashes] = {}

    def add(self, template: Hashes, *, cluster: int = 0, alone: int = 0) -> int:
        """Add a leader and return its number."""
        self.clusters.append(cluster)
        self.alone.append(alone)
        if alone:
            self._templates[alone] = template
        return self.leaders.add(template)

    def still_alone(self) -> Iterator[tuple[int, Hashes]]:
        """Yield the tickets that no other follows so far, with their templates."""
        for cluster, alone in zip(self.clusters, self.alone, strict=True):
            if not cluster and alone:
                yield alone, self._templates[alone]


class Clustering:
    """The part of the insight that keeps each ticket's cluster.

    Args:
        database: Holds the clusters.
        writing: The leader gives tickets their clusters, and the others do not.
    """

    def __init__(self, database: Database, writing: Writing) -> None:
        self._database = database
        self._writing = writing
        self.book = LeaderBook()
        self.is_built = False
        self._clustered: frozenset[int] | None = None
        self._edits = 0
        # The first tickets of new clusters, until they are stored with the second ones.
        self._founders: dict[int, Assignment] = {}

    def reset(self) -> None:
        """Forget the leaders, which the next load reads."""
        self._clustered = None
        self._founders.clear()

    def restart(self) -> None:
        """Read the leaders again: at the start, after a rebuild, and after a user has edited clusters."""
        self._edits = edits_of(self._database)
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
        if not self.is_built or not readings or not self._writing.is_allowed:
            return
        while True:
            if edits_of(self._database) != self._edits:
                self._follow_edits()
            with suppress(ClustersEditedError):  # a user was faster, and the tickets follow what is there by now
                self._give(readings)
                self._founders.clear()
                return

    def _follow_edits(self) -> None:
        """Read the leaders again after a user has edited clusters, here or at another worker."""
        earlier = self.book
        self.restart()
        for alone, template in earlier.still_alone():
            self.book.add(template, alone=alone)

    def _give(self, readings: Sequence[Reading]) -> None:
        """Give each ticket its cluster."""
        known = stored.assignments(self._database, [each.id for each in readings])
        changed: dict[int, Assignment] = {}
        lost: list[int] = []
        for each in readings:
            now = known.get(each.id)
            if now is None or not now.is_pinned:
                cluster = self._cluster_for(each)
                if cluster and (now is None or now.cluster != cluster):
                    changed[each.id] = Assignment(each.id, cluster)
                elif not cluster and now is not None:
                    lost.append(each.id)
        changed = self._founders | changed
        if changed or lost:
            stored.assign(self._writing.database, tuple(changed.values()), lost, edits=self._edits)

    def _cluster_for(self, reading: Reading) -> int:
        book = self.book
        number = book.leaders.nearest(reading.template) if len(reading.template) else None
        if number is None:
            if len(reading.template):
                book.add(reading.template, alone=reading.id)
            return 0
        if not book.clusters[number] and book.alone[number] != reading.id:
            book.clusters[number] = self._found(reading, book.alone[number])
            self._founders[book.alone[number]] = Assignment(book.alone[number], book.clusters[number])
        return book.clusters[number]

    def _found(self, reading: Reading, other: int) -> int:
        """Store a new cluster of two tickets and return its id."""
        number = stored.next_cluster(self._database)
        (leading, *_) = (*kept_of(self._database, [other]), None)
        template = leading.template if leading else template_bytes(reading.template)
        texts = [each.text.summary for each in tickets_with(self._database, [other, reading.id])]
        label, summary = label_of(texts or [reading.summary])
        cluster = StoredCluster(id=number, label=label, summary=summary)
        stored.add_clusters(self._writing.database, [(cluster, template)])
        return number
