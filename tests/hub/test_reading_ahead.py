"""What is read before somebody waits for it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event

from hub import reading_ahead, regression
from hub.domain.periods import parse_period
from hub.figures.satisfaction import satisfaction
from hub.figures.selection import choose
from hub.reading_ahead import ReadingAhead
from hub.settings import StoreSettings
from hub.store.blocks import make_blocks
from hub.store.editions import renew
from hub.store.engine import make_engine, reading, writing
from hub.store.experiments import add_experiment
from tests.hub.web.books import Books, ms
from wire.clock import FakeClock
from wire.service import StopFlag

SHOPS = 10
DAY_SECONDS = 86_400


class Hurry(StopFlag):
    """Never rests: nobody else needs the processor here."""

    def __init__(self, rests: int = 99) -> None:
        super().__init__()
        self.rests = rests

    def wait(self, timeout_seconds: float) -> bool:
        """End after so many rests."""
        self.rests -= 1
        if not self.rests:
            self.set()
        return self.is_set()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def books(engine: Engine, clock: FakeClock) -> Books:
    books, now_ms = Books(engine), round(clock.wall.timestamp() * 1000)
    for number in range(SHOPS):
        kiosk = books.device(books.site(f"s{number}", f"Shop {number}", "UTC"), "k", "kiosk")
        books.press(kiosk, [(ms("2026-02-20T12:00:00"), 1), (now_ms - 1000, 2)])
    with writing(engine) as conn:
        make_blocks(conn, now_ms=now_ms, most=1000)
    return books


def test_whoever_looks_after_it_waits_for_no_block(
    engine: Engine, books: Books, clock: FakeClock
) -> None:
    assert ReadingAhead(engine, clock).round(Hurry()) > 0
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(f"{told[2]} "))
    now_ms = round(clock.wall.timestamp() * 1000)
    for name in ("7d", "28d", "month", "year"):
        with reading(engine) as conn:
            chosen = choose(conn, period=parse_period(name, "", ""), now_ms=now_ms)
            assert satisfaction(conn, chosen).score.presses >= SHOPS
    assert said
    assert not [sql for sql in said if "FROM block " in sql or "press_hour" in sql]


def test_it_is_read_again_after_midnight_and_when_blocks_were_made(
    engine: Engine, books: Books, clock: FakeClock
) -> None:
    ahead, stop = ReadingAhead(engine, clock), Hurry()

    def midnight() -> None:
        clock.advance(DAY_SECONDS)

    def changed(shops: int) -> None:
        with writing(engine) as conn:
            renew(conn, range(1, 1 + shops))

    happenings: list[tuple[Callable[[], None], bool]] = [
        (lambda: None, True),
        (lambda: None, False),
        (midnight, True),
        (lambda: changed(1), False),  # its own part is quickly read
        (lambda: changed(2), True),
        (lambda: None, False),
    ]
    for happen, read in happenings:
        happen()
        assert bool(ahead.round(stop)) == read


def test_few_shops_are_read_when_somebody_looks(engine: Engine, clock: FakeClock) -> None:
    Books(engine).site("s", "Shop", "UTC")
    assert ReadingAhead(engine, clock).round(Hurry()) == 0


def test_it_ends_between_two_figures(engine: Engine, books: Books, clock: FakeClock) -> None:
    stop = Hurry()
    event.listen(engine, "before_cursor_execute", lambda *told: stop.set())
    assert ReadingAhead(engine, clock).round(stop) == 0


def test_the_library_of_experiments_is_loaded_where_there_are_some(
    engine: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, loads = Books(engine).site("s", "Shop", "UTC"), list[bool]()
    monkeypatch.setattr(regression, "LIBRARY", "antigravity")  # installed, and never loaded
    monkeypatch.setattr(regression, "_library", lambda: loads.append(True))
    ReadingAhead(engine, clock).run(Hurry(rests=1))
    assert not loads
    with writing(engine) as conn:
        add_experiment(
            conn,
            name="Display",
            outcome="index",
            first_day="2026-01-05",
            last_day=None,
            treated={site},
            left_out=set(),
            made_by="anna",
            now_ms=0,
        )
    ReadingAhead(engine, clock).run(Hurry(rests=1))
    assert loads == [True]
    monkeypatch.setattr(regression, "LIBRARY", "nowhere")
    ReadingAhead(engine, clock).run(Hurry(rests=1))
    monkeypatch.setattr(regression, "LIBRARY", "sys")
    ReadingAhead(engine, clock).run(Hurry(rests=1))
    assert loads == [True], "not installed, or loaded before"


@pytest.mark.parametrize("away", [True, False])
def test_the_pages_go_on_whatever_goes_wrong(
    away: bool,
    engine: Engine,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "otklik.web")
    monkeypatch.setattr(reading_ahead, "list_sites", lambda _: 1 / 0)
    stop = Hurry(rests=3)
    store = make_engine(StoreSettings(path="/proc/none/hub.sqlite")) if away else engine
    ReadingAhead(store, clock).run(stop)
    store.dispose()
    assert stop.rests == 0
    told = caplog.text
    assert told.count("Nothing was read ahead") == (3 if away else 0)
    assert told.count("Pages are not read ahead any more") == (0 if away else 1)
