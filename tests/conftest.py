"""Fixtures for all rooms, and the rule that no test leaves a thread behind."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.support.broker import Broker
from tests.support.browser import chromium
from tests.support.waiting import PATIENCE_SECONDS

# How long an example takes says more about the machine than about the code. Whether a change is
# good may not depend on luck: examples are the same each time, and `make explore` tries new ones.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A running Mosquitto that lets everybody in."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    one = Broker(folder)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, started once for each file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    """Fail the test that starts a thread of ours and does not end it."""
    before = set(threading.enumerate())
    yield
    begun = [one for one in threading.enumerate() if one not in before]
    ours = [one for one in begun if one.name.startswith("otklik")]
    for thread in ours:
        thread.join(timeout=PATIENCE_SECONDS)  # it may have been told, and be on its way out
    left = [thread.name for thread in ours if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
