"""Both databases for every test of cases."""

from tests.store.conftest import database, empty_url, kind, postgresql_template, postgresql_url

__all__ = ["database", "empty_url", "kind", "postgresql_template", "postgresql_url"]
