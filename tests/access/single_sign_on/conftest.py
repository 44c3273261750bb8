"""An app, and a real or a lying identity provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.single_sign_on.identity_provider import IdentityProvider
from tests.access.single_sign_on.lying_provider import LyingProvider
from tests.access.single_sign_on.sign_on_app import SignOnApp


@pytest.fixture
def app(tmp_path: Path) -> Iterator[SignOnApp]:
    """An app that is not started yet."""
    made = SignOnApp(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def provider(app: SignOnApp, tmp_path: Path) -> Iterator[IdentityProvider]:
    """The certified provider with one admin, and the app that uses it."""
    made = IdentityProvider(tmp_path, app.url)
    made.be("1", preferred_username="vera", name="Vera Lund", email="vera@example.com", groups=["desk-admins"])
    made.start()
    app.start(made.issuer)
    yield made
    made.stop()


@pytest.fixture
def liar(app: SignOnApp) -> Iterator[LyingProvider]:
    """A provider that answers as a test says, and the app that uses it."""
    made = LyingProvider()
    made.start()
    app.start(made.issuer)
    yield made
    made.stop()
