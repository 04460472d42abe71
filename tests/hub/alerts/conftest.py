"""A store that does not wait for the disk: here thousands of small steps are taken."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from hub.settings import StoreSettings
from hub.store.engine import make_engine
from hub.store.migrate import open_store


@pytest.fixture(scope="session")
def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alerts") / "hub.sqlite"
    open_store(StoreSettings(path=str(path))).dispose()
    return path


@pytest.fixture
def engine(_empty_store: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty store of this test's own."""
    path = tmp_path / "hub.sqlite"
    shutil.copy(_empty_store, path)
    opened = make_engine(StoreSettings(path=str(path)))
    event.listen(opened, "connect", _hurry)
    yield opened
    opened.dispose()


def _hurry(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF").close()
