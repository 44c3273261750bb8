"""The result of an upsert as counts to compare."""

from rca_dashboard.store.tickets.upsert import UpsertResult


def counts(result: UpsertResult) -> tuple[int, int, int, int]:
    return result.new, result.updated, result.unchanged, result.outdated
