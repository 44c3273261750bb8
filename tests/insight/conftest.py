"""Both databases for every test of the insight."""

from tests.store.conftest import database, empty_url, kind, postgresql_template, postgresql_url

__all__ = ["database", "empty_url", "kind", "postgresql_template", "postgresql_url"]
