"""The application over a store with known contents, and somebody who may look at it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hub.serving import hub_of
from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store import people
from hub.store.engine import make_engine, writing
from hub.store.migrate import open_store
from hub.web import create_app
from tests.hub.web.actors import PASSWORD, Actor
from tests.hub.web.books import Books
from wire.clock import FakeClock

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is tests/hub/store's business; here it would only be waited for."""
    monkeypatch.setattr(people, "_hasher", PasswordHasher(1, 8, 1))
    people._nobody.cache_clear()


@pytest.fixture(scope="session")
def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store to copy: migrating takes longer than most tests here."""
    path = tmp_path_factory.mktemp("empty") / "hub.sqlite"
    open_store(StoreSettings(path=str(path))).dispose()
    return path


@pytest.fixture
def engine(_empty_store: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty store of this test's own."""
    path = tmp_path / "hub.sqlite"
    shutil.copy(_empty_store, path)
    opened = make_engine(StoreSettings(path=str(path)))
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> FakeClock:
    """Tuesday noon, UTC."""
    return FakeClock(NOW)


@pytest.fixture
def books(engine: Engine) -> Books:
    """The store's contents, written down."""
    return Books(engine)


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    """Settings with a secret made for this test."""
    secret = tmp_path / "secret_key"
    secret.write_text("k" * 40)
    secret.chmod(0o600)
    return HubSettings(web=WebSettings(secret_key_file=str(secret)))


@pytest.fixture
def app(settings: HubSettings, engine: Engine, clock: FakeClock) -> Iterator[APIFlask]:
    """The application, with the user anna."""
    with writing(engine) as conn:
        people.add_user(conn, "anna", PASSWORD, 0)
    made = create_app(settings, engine, clock=clock)
    yield made
    hub_of(made).live.stop()


@pytest.fixture
def stranger(app: APIFlask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def anna(app: APIFlask) -> Actor:
    """A browser that is."""
    return Actor(app.test_client()).sign_in()
