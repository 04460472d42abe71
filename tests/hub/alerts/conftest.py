"""A store that does not wait for the disk: here thousands of small steps are taken."""

from typing import Any

import pytest
from sqlalchemy import Engine, event


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """An empty store of this test's own, not opened yet."""
    event.listen(engine, "connect", _hurry)
    return engine


def _hurry(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF").close()
