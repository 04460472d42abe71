"""A store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.settings import StoreSettings
from hub.store.migrate import open_store


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated SQLite store."""
    opened = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    yield opened
    opened.dispose()
