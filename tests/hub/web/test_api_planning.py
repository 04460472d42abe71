"""Forecasts and experiments for programs: the figures of the pages, and nobody else's shops."""

from datetime import date
from secrets import token_hex
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hub.domain.rights import Area
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.experiments import add_experiment
from hub.store.forecasts import newest
from hub.store.tokens import add_token
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.web.books import NOW, Books
from tests.hub.web.forecast_books import count_weeks
from tests.hub.web.test_experiments import FIRST, TREATED, build_chain, effect_by_hand

NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def ask(
    client: FlaskClient, engine: Engine, path: str, area: Area | None = None
) -> tuple[int, Any]:
    with writing(engine) as conn:
        token = add_token(conn, token_hex(8), NOW_MS, area=area or Area())
    answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json


def tried(engine: Engine) -> int:
    with writing(engine) as conn:
        return add_experiment(
            conn,
            name="New display",
            outcome="satisfaction",
            first_day=FIRST.isoformat(),
            last_day=None,
            treated=range(1, TREATED + 1),
            left_out=[],
            made_by="anna",
            now_ms=NOW_MS,
        )


def test_a_forecast_is_what_the_job_stored(
    client: FlaskClient, engine: Engine, books: Books
) -> None:
    site = books.site("north", "North", "Europe/Riga")
    count_weeks(books, books.device(site, "door", "camera"), date(2026, 3, 2), 70)
    assert ask(client, engine, "forecast?site=north")[1]["waits"] is True
    forecast_footfall(Context(engine, HubSettings(), NOW_MS, lambda: None))
    code, told = ask(client, engine, "forecast")
    with reading(engine) as conn:
        stored = newest(conn, [site])[site]
    assert code == 200
    assert [tuple(one.values()) for one in told["days"]] == [tuple(one) for one in stored.said.days]
    assert [tuple(one.values()) for one in told["hours"]] == list(map(tuple, stored.said.hours))
    assert (told["waits"], told["made_day"]) == (False, "2026-03-03")
    assert told["score"]["held"] == pytest.approx(0.8, abs=0.2)


def test_a_forecast_of_many_shops_is_refused_with_the_cure(
    client: FlaskClient, engine: Engine, books: Books
) -> None:
    for name in ("north", "south"):
        books.site(name, name, "UTC")
    code, told = ask(client, engine, "forecast")
    assert (code, told["detail"]) == (400, "A forecast is of one shop: name it with `site`.")


def test_an_effect_is_the_one_by_hand(client: FlaskClient, engine: Engine, books: Books) -> None:
    build_chain(books)
    number = tried(engine)
    code, (listed,) = ask(client, engine, "experiments")
    assert (code, listed["id"], listed["shops"]) == (200, number, ["s0", "s1", "s2"])
    code, told = ask(client, engine, f"experiments/{number}")
    assert code == 200
    assert told["effect"]["value"] == pytest.approx(effect_by_hand())
    assert told["effect"]["clear"]
    assert told["by_randomisation"]
    first_after = [one for one in told["with_change"] if one["first_day"] == FIRST.isoformat()]
    assert len(first_after) == 1
    code, told = ask(client, engine, f"experiments/{number}?outcome=footfall")
    assert (code, told["effect"]) == (200, None)
    assert told["reason"]
    assert ask(client, engine, f"experiments/{number}?outcome=smiles")[0] == 400


def test_an_experiment_in_shops_of_others_is_as_if_there_were_none(
    client: FlaskClient, engine: Engine, books: Books
) -> None:
    build_chain(books)
    number = tried(engine)
    area = Area(site_id=1)
    assert ask(client, engine, "experiments", area) == (200, [])
    assert ask(client, engine, f"experiments/{number}", area)[0] == 404
    assert ask(client, engine, "experiments/999")[0] == 404
