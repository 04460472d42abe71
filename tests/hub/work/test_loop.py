import logging

import pytest
from sqlalchemy import Engine

from hub.errors import StoreUnavailableError
from hub.settings import HubSettings
from hub.store.engine import reading
from hub.store.leases import job_states
from hub.work.job import Context, Job
from hub.work.loop import LEASE_SECONDS, WorkLoop
from wire.clock import FakeClock
from wire.service import StopFlag


class Diary:
    """A job that writes down when it was run, and does what it is told to."""

    def __init__(self) -> None:
        self.runs: list[int] = []
        self.fail: Exception | None = None

    def __call__(self, context: Context) -> None:
        self.runs.append(context.now_ms)
        if self.fail is not None:
            raise self.fail


def _loop(engine: Engine, clock: FakeClock, *jobs: Job, holder: str = "one") -> WorkLoop:
    return WorkLoop(engine, HubSettings(), clock, jobs, holder=holder)


def _round(loop: WorkLoop) -> int:
    return loop.round(StopFlag(), lambda: None)


def test_a_job_comes_round_at_its_interval(engine: Engine) -> None:
    clock, diary = FakeClock(), Diary()
    loop = _loop(engine, clock, Job("count", 60, diary))
    begun = []
    for _ in range(241):
        begun.append(_round(loop))
        clock.advance(1)
    assert [second for second, ran in enumerate(begun) if ran] == [0, 60, 120, 180, 240]
    assert diary.runs[1] - diary.runs[0] == 60_000


def test_two_processes_do_a_job_once(engine: Engine) -> None:
    clock, diary = FakeClock(), Diary()
    job = Job("count", 60, diary)
    loops = [_loop(engine, clock, job, holder=name) for name in ("one", "two")]
    for _ in range(3):
        assert sum(map(_round, loops)) == 1
        clock.advance(60)


def test_whoever_holds_a_lease_is_left_alone_until_it_ends(engine: Engine) -> None:
    clock = FakeClock()
    second = Diary()
    other = _loop(engine, clock, Job("long", 5, second), holder="two")

    def long_work(context: Context) -> None:
        clock.advance(LEASE_SECONDS - 1)
        _round(other)
        context.alive()
        clock.advance(LEASE_SECONDS - 1)
        _round(other)

    assert _round(_loop(engine, clock, Job("long", 5, long_work))) == 1
    assert second.runs == []


def test_the_job_of_a_process_that_died_is_begun_anew(engine: Engine) -> None:
    clock, diary = FakeClock(), Diary()

    def die(_context: Context) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        _round(_loop(engine, clock, Job("nightly", 86_400, die)))
    other = _loop(engine, clock, Job("nightly", 86_400, diary), holder="two")
    assert _round(other) == 0
    clock.advance(LEASE_SECONDS)
    assert _round(other) == 1


def test_a_clock_set_back_by_a_year_stops_nothing(engine: Engine) -> None:
    clock, diary = FakeClock(), Diary()
    loop = _loop(engine, clock, Job("count", 60, diary))
    _round(loop)
    clock.jump(-365 * 86_400)
    clock.advance(60)
    assert _round(loop) == 1


def test_a_job_that_fails_is_told_once_and_tried_again(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    clock, diary, well = FakeClock(), Diary(), Diary()
    loop = _loop(engine, clock, Job("broken", 86_400, diary), Job("well", 60, well))
    diary.fail = ZeroDivisionError("of what?")
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            _round(loop)
            clock.advance(300)
    assert len(diary.runs) == len(well.runs) == 3
    assert [record.message for record in caplog.records] == [
        "The job broken failed; it is tried again."
    ]
    with reading(engine) as conn:
        state = job_states(conn)[0]
    assert (state.failures, state.failure) == (3, "ZeroDivisionError: of what?")
    diary.fail = None
    with caplog.at_level(logging.INFO):
        _round(loop)
    assert caplog.records[-1].message == "The job broken works again."
    with reading(engine) as conn:
        assert job_states(conn)[0].failures == 0


def test_a_store_that_is_away_for_a_moment_is_asked_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = Diary()
    loop = _loop(engine, FakeClock(), Job("count", 60, diary))

    def away(*_: object, **__: object) -> bool:
        raise StoreUnavailableError("The store takes nothing (disk full).")

    with monkeypatch.context() as patch:
        patch.setattr("hub.work.loop.leases.take", away)
        assert _round(loop) == 0
    assert _round(loop) == 1


def test_nothing_is_begun_after_being_told_to_stop(engine: Engine) -> None:
    stop, diary = StopFlag(), Diary()
    stop.set()
    assert _loop(engine, FakeClock(), Job("count", 60, diary)).round(stop, lambda: None) == 0
    assert diary.runs == []
