"""What became of a batch of tickets, as figures to compare."""

from rca_dashboard.store.tickets.upsert import UpsertResult


def counts(result: UpsertResult) -> tuple[int, int, int, int]:
    return result.new, result.updated, result.unchanged, result.outdated
