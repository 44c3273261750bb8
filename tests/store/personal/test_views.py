"""Saved views in the store."""

from rca_dashboard.domain.views.saved_view import SavedView
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import views
from tests.tickets import NOON


def add(database: Database, owner: str) -> SavedView:
    return views.add_view(database, owner=owner, name="A", query="", icon="star", is_shared=True, at=NOON)


def test_a_new_view_never_has_the_id_of_a_deleted_one_and_that_can_come_back(database: Database) -> None:
    first, last = add(database, "ann"), add(database, "ann")
    for each in (last, first):
        assert views.delete_view(database, each.id)
    new = add(database, "bob")
    assert new.id not in {first.id, last.id}
    views.restore_view(database, last)
    assert {each.id: each.owner for each in views.all_views(database)} == {new.id: "bob", last.id: "ann"}
