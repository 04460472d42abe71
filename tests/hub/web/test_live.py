"""The event stream of a page."""

import json
from typing import Any

import pytest
from apiflask import APIFlask

from hub import live
from hub.serving import hub_of
from hub.web.live.views import STREAM_MS
from tests.hub.web.actors import Actor, words
from tests.hub.web.books import NOW, Books
from tests.support.waiting import PATIENCE_SECONDS
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture(autouse=True)
def _no_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next of a stream is news, however long a busy machine takes to work it out."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", PATIENCE_SECONDS)


def test_a_press_arrives_as_parts_of_the_page(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    answer = anna.client.get("/live?page=overview", buffered=False)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    chunks = iter(answer.response)
    assert next(chunks) == b"retry: 2000\n\n"
    first = event(next(chunks))
    assert first["numbers"] == {"presses": 0, "entered": 0, "left": 0}
    books.press(kiosk, [(NOW_MS - 1000, 1)])
    second = event(next(chunks))
    assert second["numbers"]["presses"] == 1
    assert "Presses today 1 Very happy 1" in words(second["parts"]["figures"])
    assert words(second["parts"]["events"]).startswith("Very happy A, k")
    assert sum(second["charts"]["hours"]["series"][1]["values"]) == 1
    answer.close()


def test_live_parts_are_those_of_the_page(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A & <b>", "Asia/Kolkata"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - n, 1 + n % 4) for n in range(40)])
    page = anna.text("/?site=a")
    answer = anna.client.get("/live?page=overview&site=a", buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    for html in event(next(chunks))["parts"].values():
        assert words(html) in page
    answer.close()


def test_devices_are_live_too(books: Books, anna: Actor) -> None:
    books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    answer = anna.client.get("/live?page=devices", buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    assert "Not heard of" in words(event(next(chunks))["parts"]["devices"])
    answer.close()


def test_a_stream_ends_after_a_while_so_that_the_session_is_looked_at_anew(
    app: APIFlask, books: Books, anna: Actor, clock: FakeClock
) -> None:
    books.site("a", "A", "UTC")
    answer = anna.client.get("/live?page=overview", buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    next(chunks)
    clock.advance(STREAM_MS / 1000)
    assert list(chunks) == []
    assert hub_of(app).live.streams == 0
    answer.close()


def test_when_all_streams_are_used_the_page_still_works(
    app: APIFlask, books: Books, anna: Actor
) -> None:
    books.site("a", "A", "UTC")
    hub = hub_of(app)
    watches = [hub.live.watch("x") for _ in range(hub.settings.web.max_live_streams)]
    answer = anna.get("/live?page=overview")
    assert answer.status_code == 503
    assert "web.max_live_streams" in answer.text
    assert anna.get("/").status_code == 200
    del watches


def event(chunk: object) -> dict[str, dict[str, Any]]:
    """The data of one server-sent event."""
    assert isinstance(chunk, bytes)
    assert chunk.startswith(b"data: ")
    assert chunk.endswith(b"\n\n")
    assert chunk.count(b"\n") == 2
    found: dict[str, dict[str, Any]] = json.loads(chunk.removeprefix(b"data: "))
    return found
