"""A store in a temporary folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.settings import StoreSettings
from hub.store.engine import make_engine
from hub.store.migrate import open_store


@pytest.fixture(scope="session")
def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store to copy: migrating takes longer than most tests here."""
    path = tmp_path_factory.mktemp("empty") / "hub.sqlite"
    open_store(StoreSettings(path=str(path))).dispose()
    return path


@pytest.fixture
def engine(_empty_store: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite store of this test's own."""
    path = tmp_path / "hub.sqlite"
    shutil.copy(_empty_store, path)
    opened = make_engine(StoreSettings(path=str(path)))
    yield opened
    opened.dispose()
