"""Sales, forecast and experiments on PostgreSQL."""

import io
from datetime import date

from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.experiments import plan, result
from hub.figures.sales import sales
from hub.figures.selection import choose
from hub.sales.taking import Sender, take_file
from hub.settings import HubSettings
from hub.store import forecasts
from hub.store.engine import reading, writing
from hub.store.experiments import add_experiment, find_experiment, list_experiments
from hub.store.sites import list_sites
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures
from tests.hub.web.books import NOW, Books, ms
from tests.hub.web.forecast_books import count_weeks
from tests.hub.web.test_experiments import FIRST, TREATED, build_chain, effect_by_hand

NOW_MS = round(NOW.timestamp() * 1000)


def test_sales_forecast_and_experiments(store: Engine) -> None:  # noqa: F811 - the fixture
    books = Books(store)
    site = books.site("arcade", "Arcade", "Europe/Riga")
    camera = books.device(site, "door", "camera")
    count_weeks(books, camera, date(2026, 3, 2), 70)
    start = ms("2026-03-02T08:00:00", "Europe/Riga")
    books.window(camera, [(start + n * 60_000, 1, 0) for n in range(60 * 9)], line="back")
    _sales(store)
    _forecast(store, site)
    build_chain(books)
    _experiment(store)


def _sales(engine: Engine) -> None:
    file = b"shop,day,hour,transactions\narcade,2026-03-02,9,12\narcade,2026-03-02,10,6\n"
    for added, same in ((2, 0), (0, 2)):
        done = take_file(engine, io.BytesIO(file), "x.csv", Sender("anna", "command", NOW_MS))
        assert (done.added, done.same) == (added, same)
    with reading(engine) as conn:
        chosen = choose(conn, period=parse_period("7d", "", ""), now_ms=NOW_MS)
        found = sales(conn, chosen)
    assert found is not None
    assert found.conversion is not None
    assert found.conversion.part == 18
    assert found.conversion.whole >= 9 * 60
    assert [one.hour for one in found.hours] == [9, 10]


def _forecast(engine: Engine, site: int) -> None:
    forecast_footfall(Context(engine, HubSettings(), NOW_MS, lambda: None))
    with reading(engine) as conn:
        hours = forecasts.newest(conn, [site])[site].said.hours
    assert next(one for one in hours if (one.day, one.hour) == ("2026-03-07", 14)).expected > 50


def _experiment(engine: Engine) -> None:
    with writing(engine) as conn:
        shops = [one for one in list_sites(conn) if one.code.startswith("s")]
        treated = {one.id for one in sorted(shops, key=lambda one: one.name)[:TREATED]}
        told = plan(conn, shops, treated, "satisfaction", FIRST.isoformat(), [])
        assert told.smallest is not None
        number = add_experiment(
            conn,
            name="New display",
            outcome="satisfaction",
            first_day=FIRST.isoformat(),
            last_day=None,
            treated=treated,
            left_out=[],
            made_by="anna",
            now_ms=NOW_MS,
        )
        found = result(
            conn,
            shops,
            find_experiment(conn, number),
            "satisfaction",
            list_experiments(conn),
            NOW_MS,
        )
    assert found.effect is not None
    assert abs(found.effect.value - effect_by_hand()) < 0.003
