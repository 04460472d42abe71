"""The Experiments pages: planning, refusing, and the effect against a count by hand."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from apiflask import APIFlask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from hub import regression
from hub.store import audit_log
from hub.store.engine import reading
from hub.store.experiments import list_experiments
from tests.hub.web.actors import Actor, csrf_token, words
from tests.hub.web.books import Books, ms
from tests.hub.web.cast import person

FIRST = date(2026, 1, 20)  # six weeks before the tests' now
TREATED = 3
SHOPS = 14
WEEKS = range(-12, 6)
A_WEEK = 20
"""Presses of each shop and week."""


def happy(shop: int, week: int) -> int:
    """Presses of the best button: the same numbers each time, and 4 more after the change."""
    usual = 10 + shop % 3 + round(1.5 * np.sin(shop * 7 + week * 3)) + week % 3
    return int(usual + (4 if shop < TREATED and week >= 0 else 0))


def build_chain(books: Books) -> None:
    """All presses of all weeks."""
    for shop in range(SHOPS):
        site = books.site(f"s{shop}", f"Shop {shop:02d}", "UTC")
        kiosk = books.device(site, "k", "kiosk")
        presses = []
        for week in WEEKS:
            day = FIRST + timedelta(days=7 * week + 1)
            at = ms(f"{day}T12:00:00")
            presses += [(at, 1)] * happy(shop, week) + [(at, 4)] * (A_WEEK - happy(shop, week))
        books.press(kiosk, presses)


@pytest.fixture
def chain(books: Books) -> Books:
    build_chain(books)
    return books


def fill(actor: Actor, *, start: bool = True, **changes: Any) -> TestResponse:
    token = csrf_token(actor.get("/experiments").text)
    fields: dict[str, Any] = {
        "csrf_token": token,
        "name": "New display",
        "outcome": "satisfaction",
        "first_day": FIRST.isoformat(),
        "last_day": "",
        "treated": [f"s{shop}" for shop in range(TREATED)],
        **changes,
    }
    if start:
        fields["start"] = "1"
    return actor.client.post("/experiments", data=fields)


def effect_by_hand() -> float:
    share = np.array([[happy(shop, week) / A_WEEK for week in WEEKS] for shop in range(SHOPS)])
    after = np.array(WEEKS) >= 0
    changed = share[:, after].mean(axis=1) - share[:, ~after].mean(axis=1)
    return float(changed[:TREATED].mean() - changed[TREATED:].mean())


def test_the_effect_is_the_difference_of_the_changes(anna: Actor, chain: Books) -> None:
    assert fill(anna).status_code == 302
    text = anna.text("/experiments/1")
    assert f"Share of happy presses went up. {100 * effect_by_hand():+.1f} points" in text
    assert "3 shops with the change, 11 without; 12 weeks before it and 6 after." in text
    assert "The interval is by randomisation" in text
    assert "Before the change no difference in trends can be seen" in text
    rows = list(
        csv.DictReader(io.StringIO(anna.get("/experiments/1/weeks.csv").text.lstrip("\ufeff")))
    )
    assert len(rows) == len(WEEKS)
    assert rows[12]["Week from"] == FIRST.isoformat()
    treated = np.mean([happy(shop, 0) / A_WEEK for shop in range(TREATED)])
    assert float(rows[12]["With"]) == pytest.approx(100 * treated, abs=0.01)


def test_all_experiments_are_had_as_files(anna: Actor, chain: Books) -> None:
    fill(anna)
    assert "/experiments/list.xlsx" in anna.get("/experiments").text
    answer = anna.get("/experiments/list.csv")
    (row,) = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert (row["Name"], row["From"], row["To"]) == ("New display", FIRST.isoformat(), "")
    assert row["Shops with the change"] == "Shop 00, Shop 01, Shop 02"
    assert anna.get("/experiments/list.xlsx").data.startswith(b"PK")


def test_what_it_could_see_is_told_before(anna: Actor, chain: Books, engine: Engine) -> None:
    answer = fill(anna, start=False)
    text = words(answer.text)
    assert "What it could see" in text
    assert "after 8 weeks, with 3 shops that have the change and 11 without" in text
    assert 'value="New display"' in answer.text
    with reading(engine) as conn:
        assert list_experiments(conn) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"treated": [f"s{n}" for n in range(13)]}, "Only 1 shop without the change"),
        ({"treated": []}, "Choose the shops with the change"),
        ({"treated": ["s1", "nowhere"]}, "Choose the shops with the change"),
        ({"left_out": ["s1"]}, "cannot be left out"),
        ({"name": "  "}, "Give it a name"),
        ({"name": "x" * 81}, "up to 80 letters"),
        ({"outcome": "smiles"}, "Choose what it should change"),
        ({"outcome": "conversion"}, "Only 0 shops without the change"),
        ({"first_day": "soon"}, "as a date, such as 2026-05-12"),
        ({"first_day": "1999-01-01"}, "too far from today"),
        ({"last_day": "2026-01-01"}, "before its first one"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    anna: Actor, chain: Books, engine: Engine, changes: dict[str, Any], why: str
) -> None:
    answer = fill(anna, **changes)
    assert answer.status_code == 422
    assert why in words(answer.text)
    with reading(engine) as conn:
        assert list_experiments(conn) == []


def test_two_changes_in_one_shop_are_refused(anna: Actor, chain: Books) -> None:
    fill(anna)
    answer = fill(anna, name="Music")
    assert answer.status_code == 422
    assert "in New display at the same time" in words(answer.text)


def test_shops_of_another_experiment_are_not_compared_with(anna: Actor, chain: Books) -> None:
    fill(anna)
    fill(anna, name="Music", treated=[f"s{n}" for n in range(10, 13)])
    assert "3 shops with the change, 8 without" in anna.text("/experiments/1")


def test_it_ends_and_is_removed_and_both_are_logged(
    anna: Actor, chain: Books, engine: Engine
) -> None:
    fill(anna)
    anna.post("/experiments/1", "/experiments/1/end", {})
    assert "to Tuesday 3 March 2026" in anna.text("/experiments/1")
    anna.post("/experiments/1", "/experiments/1/remove", {})
    assert anna.get("/experiments/1").status_code == 404
    with reading(engine) as conn:
        logged = [entry.what for entry in audit_log.entries(conn)]
    assert logged[:3] == ["experiment.removed", "experiment.ended", "experiment.made"]


def test_an_outcome_without_figures_says_so(anna: Actor, chain: Books) -> None:
    fill(anna)
    text = anna.text("/experiments/1?outcome=dwell")
    assert "No effect can be told" in text
    assert "None of the shops with the change was measured" in text


def test_without_the_library_the_page_says_the_cure(
    anna: Actor, chain: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise regression.AnalysisMissingError("Experiments need statsmodels: pip install it.")

    fill(anna)
    monkeypatch.setattr(regression, "_library", absent)
    monkeypatch.setattr(regression, "LIBRARY", "nowhere_to_be_found")
    assert "Experiments need statsmodels: pip install it." in anna.text("/experiments/1")
    assert "Results need a library that is not installed" in anna.text("/experiments")
    assert anna.get("/experiments/1/weeks.csv").status_code == 404


def test_names_are_shown_as_text(anna: Actor, chain: Books) -> None:
    name = "<script>alert('\U0001f6d2')</script>"
    assert fill(anna, name=name).status_code == 302
    assert name in anna.text("/experiments")
    assert "<script>alert" not in anna.get("/experiments/1").text


def test_who_sees_other_shops_only_sees_no_experiment(
    app: APIFlask, engine: Engine, anna: Actor, chain: Books
) -> None:
    fill(anna)
    boris = person(app, engine, "boris", "viewer", "shop:s10")
    assert "New display" not in boris.text("/experiments")
    assert boris.get("/experiments/1").status_code == 404
    assert "A new experiment" not in boris.text("/experiments")
