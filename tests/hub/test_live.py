"""The broadcaster: who watches gets the newest bytes, nobody else costs anything."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from hub import live
from hub.live import Broadcaster, TooManyStreamsError
from hub.store.engine import writing
from hub.store.sites import add_site
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.clock import FakeClock


class Counting:
    """Works out a view by counting how often it was asked to."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.failing = False

    def __call__(self, view: str) -> bytes:
        if self.failing:
            raise RuntimeError("the store is away")
        self.calls.append(view)
        return f"{view} {self.calls.count(view)}".encode()


@pytest.fixture
def compute() -> Counting:
    return Counting()


@pytest.fixture
def make(
    engine: Engine, compute: Counting, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Broadcaster]]:
    """Makes broadcasters, which give a sign of life when a test has failed anyway."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", PATIENCE_SECONDS)
    made: list[Broadcaster] = []

    def one(max_streams: int = 3, clock: FakeClock | None = None) -> Broadcaster:
        broadcaster = Broadcaster(engine, compute, clock or FakeClock(), max_streams=max_streams)
        made.append(broadcaster)
        return broadcaster

    yield one
    for broadcaster in made:
        broadcaster.stop()


def change_something(engine: Engine, code: str) -> None:
    with writing(engine) as conn:
        add_site(conn, code, code, "UTC")


def test_a_watcher_gets_the_view_now_and_after_each_change(
    engine: Engine, make: Callable[..., Broadcaster]
) -> None:
    watch = make().watch("a")
    assert next(watch) == b"a 1"
    change_something(engine, "x")
    assert next(watch) == b"a 2"
    change_something(engine, "y")
    assert next(watch) == b"a 3"


def test_a_view_is_worked_out_once_for_all_its_watchers(
    engine: Engine, make: Callable[..., Broadcaster], compute: Counting
) -> None:
    broadcaster = make()
    first, second = broadcaster.watch("a"), broadcaster.watch("a")
    assert (next(first), next(second)) == (b"a 1", b"a 1")
    change_something(engine, "x")
    assert (next(first), next(second)) == (b"a 2", b"a 2")
    assert compute.calls == ["a", "a"]


def test_who_comes_again_to_what_nobody_watched_meanwhile_gets_it_at_once(
    make: Callable[..., Broadcaster],
) -> None:
    broadcaster = make()
    stays, goes = broadcaster.watch("a"), broadcaster.watch("b")
    assert next(stays).startswith(b"a ")
    assert next(goes) == b"b 1"
    goes.close()
    assert next(broadcaster.watch("b")) == b"b 2"


def test_nothing_runs_while_nobody_watches(
    make: Callable[..., Broadcaster], compute: Counting
) -> None:
    before = set(threading.enumerate())
    make()
    assert set(threading.enumerate()) <= before
    assert compute.calls == []


def test_too_many_are_refused_and_a_place_becomes_free(make: Callable[..., Broadcaster]) -> None:
    broadcaster = make(max_streams=2)
    first = broadcaster.watch("a")
    broadcaster.watch("b")
    with pytest.raises(TooManyStreamsError, match=r"web\.max_live_streams"):
        broadcaster.watch("c")
    first.close()
    first.close()
    assert broadcaster.streams == 1
    assert next(broadcaster.watch("c")) == b"c 1"


def test_stopping_ends_every_stream(make: Callable[..., Broadcaster]) -> None:
    broadcaster = make()
    watch = broadcaster.watch("a")
    assert next(watch) == b"a 1"
    ended = threading.Event()

    def follow() -> None:
        assert list(watch) == []
        ended.set()

    thread = threading.Thread(target=follow)
    thread.start()
    broadcaster.stop()
    thread.join(timeout=PATIENCE_SECONDS)
    assert ended.is_set()
    assert broadcaster.streams == 0
    with pytest.raises(TooManyStreamsError):
        broadcaster.watch("a")


def test_a_quiet_store_gets_a_sign_of_life(
    make: Callable[..., Broadcaster], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)
    watch = make().watch("a")
    eventually(lambda: next(watch) == b"a 1")
    assert next(watch) == b""


def test_what_changes_by_itself_is_shown_after_a_while(make: Callable[..., Broadcaster]) -> None:
    clock = FakeClock()
    watch = make(clock=clock).watch("a")
    assert next(watch) == b"a 1"
    clock.advance(live.REFRESH_MS / 1000)
    assert next(watch) == b"a 2"


def test_a_store_in_trouble_is_said_and_recovered_from(
    engine: Engine,
    make: Callable[..., Broadcaster],
    compute: Counting,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = make().watch("a")
    assert next(watch) == b"a 1"
    compute.failing = True
    change_something(engine, "x")
    assert b"trouble" in next(watch)
    compute.failing = False
    assert next(watch) == b"a 2"
    assert caplog.text.count("Live updates cannot read the store") == 1
