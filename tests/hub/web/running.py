"""The pages as in production: the real server in a thread, until the block ends."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apiflask import APIFlask

from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.web import serve
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS
from wire.safe_file import put_file


def settings_in(folder: Path, empty_store: Path, **others: Any) -> HubSettings:
    """Settings of a hub whose store and secret lie in a folder, the store a copy of an empty one.

    Args:
        folder: made for this hub.
        empty_store: a migrated SQLite store.
        others: further tables of the settings.
    """
    shutil.copy(empty_store, folder / "hub.sqlite")
    put_file(folder / "secret_key", b"k" * 40, 0o600)
    return HubSettings(
        store=StoreSettings(path=str(folder / "hub.sqlite")),
        web=WebSettings(
            port=free_port(),
            secret_key_file=str(folder / "secret_key"),
            # A closed page keeps its place until the next sign of life, and tests close many.
            max_live_streams=100,
        ),
        **others,
    )


@contextmanager
def running(app: APIFlask, settings: HubSettings) -> Iterator[str]:
    """Serve; gives the address."""
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=serve, args=(app, settings, stop), kwargs={"ready": ready.set})
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield f"http://127.0.0.1:{settings.web.port}"
    finally:
        stop.set()
        thread.join(timeout=PATIENCE_SECONDS)
    assert not thread.is_alive()
