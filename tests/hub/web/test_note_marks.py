"""A note stands on every chart over days, where its first day is, and never as markup."""

import json
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from hub.settings import HubSettings
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books
from tests.hub.web.expression_books import Faces
from tests.hub.web.forecast_books import count_weeks
from tests.hub.web.test_sales import send

NOW_MS = round(NOW.timestamp() * 1000)
DAY_MS = 86_400_000
TEXT = 'Roadworks </script> & "barriers"'


@pytest.fixture
def shop(books: Books, engine: Engine, anna: Actor) -> None:
    """A shop with everything there is to draw, and a note about yesterday."""
    site = books.site("north", "North", "UTC")
    kiosk, camera = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
    books.press(kiosk, [(NOW_MS - DAY_MS, 1), (NOW_MS - 2 * DAY_MS, 4)])
    count_weeks(books, camera, date(2026, 3, 2), 63)
    books.window(camera, [(NOW_MS - DAY_MS, 4, 3)])
    Faces(books).tell(camera, NOW_MS - DAY_MS, visitors=60)
    send(anna, "shop,day,hour,transactions,turnover,currency\nnorth,2026-03-02,9,2,3.00,EUR\n")
    forecast_footfall(Context(engine, HubSettings(), NOW_MS, lambda: None))
    fields = {"area": "organisation", "text": TEXT, "first": "2026-03-02", "last": "2026-03-20"}
    assert anna.post("/notes", "/notes", fields).status_code == 302


def _charts(page: str) -> dict[str, Any]:
    found = re.findall(
        r'<script type="application/json" id="([a-z0-9]+)-data">(.*?)</script>', page, re.DOTALL
    )
    return {name: json.loads(data) for name, data in found}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("page", "charts"),
    [
        ("/", ["days"]),
        ("/satisfaction", ["days"]),
        ("/footfall", ["days"]),
        ("/expression", ["days1", "buttons"]),
        ("/sales", ["days"]),
        ("/forecast", ["days"]),
    ],
)
def test_a_note_stands_at_its_day_on_every_chart_over_days(
    anna: Actor, page: str, charts: list[str]
) -> None:
    html = anna.get(page).text
    found = _charts(html)
    for name in charts:
        (mark,) = found[name]["notes"]
        assert mark["text"] == TEXT
        assert found[name]["labels"][mark["at"]] == "Mon 2 Mar"
    assert TEXT not in html
    assert "Roadworks &lt;/script&gt; &amp; &#34;barriers&#34;" in html


@pytest.mark.usefixtures("shop")
def test_a_planned_note_is_on_the_days_ahead(anna: Actor) -> None:
    fields = {"area": "shop:north", "text": "Fair", "first": "2026-03-10", "last": ""}
    anna.post("/notes", "/notes", fields)
    marks = {one["text"]: one["at"] for one in _charts(anna.get("/forecast").text)["days"]["notes"]}
    assert set(marks) == {TEXT, "Fair"}
    assert marks["Fair"] == marks[TEXT] + 8
    assert "Fair" not in anna.text("/")
