"""The Expression page: what it says, and what it must never say."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

import hub
from tests.architecture.source import modules
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, Device, ms
from tests.hub.web.expression_books import Faces

NOW_MS = round(NOW.timestamp() * 1000)
DAY_MS = 86_400_000
ALL = "/expression?period=range&from=2026-02-01&to=2026-03-03"


@pytest.fixture
def camera(books: Books) -> Device:
    return books.device(books.site("a", "Arcade", "UTC"), "c", "camera")


@pytest.fixture
def faces(books: Books) -> Faces:
    return Faces(books)


def tell_a_month(faces: Faces, camera: Device, after: float, **changes: Any) -> None:
    for n in range(28):
        at_ms = ms("2026-02-03T12:00:00") + n * DAY_MS
        positive = (0.25 if n < 14 else after) + 0.02 * (n % 3 - 1)
        faces.tell(camera, at_ms, (0.2, positive), visitors=150, unseen=50, **changes)


def test_where_it_is_off_the_page_says_how_to_switch_it_on_lawfully(
    books: Books, camera: Device, anna: Actor
) -> None:
    books.window(camera, [(NOW_MS - DAY_MS, 4, 3)])
    text = anna.text("/expression")
    assert "Expression is off" in text
    assert "visitors were counted on 1 of them" in text
    told = ("otklik-vision notice", "Article 50(3)", "notice_posted_on", "law_profile")
    for word in (*told, "staff areas", "otklik-vision calibrate"):
        assert word in text


def test_a_hub_without_shops_has_the_page_too(anna: Actor) -> None:
    assert "Expression is off unless somebody switches it on" in anna.text("/expression")


def test_in_the_morning_nothing_is_called_off(books: Books, camera: Device, anna: Actor) -> None:
    books.window(camera, [(NOW_MS - 60_000, 4, 3)])
    text = anna.text("/expression?period=today")
    assert "No expression shares in these days" in text
    assert "is off in" not in text


def test_a_clear_change_is_one_sentence_with_its_interval(
    faces: Faces, camera: Device, anna: Actor
) -> None:
    tell_a_month(faces, camera, 0.45)
    text = anna.text(f"{ALL}&zone=new&changed=2026-02-17")
    assert re.search(
        r"More than noise, since Tuesday 17 February 2026 in “new”\. The neutral expression share "
        r"is lower \(.\d+ to .\d+ points\)\. The positive expression share is higher "
        r"\(\+\d+ to \+\d+ points\)\.",
        text,
    ), text
    assert "What caused it, this cannot say" in text
    assert "Visitors before: 2,100, on 14 days. Visitors after: 2,100, on 14 days." in text


def test_noise_is_called_noise(faces: Faces, camera: Device, anna: Actor) -> None:
    tell_a_month(faces, camera, 0.26)
    assert "No more than noise" in anna.text(f"{ALL}&changed=2026-02-17")
    few = anna.text(f"{ALL}&changed=2026-02-04")
    assert "at least 3 days with visitors are needed on each side, and there are 1 before" in few


def test_uncorrected_shares_are_marked_everywhere(
    faces: Faces, camera: Device, anna: Actor
) -> None:
    tell_a_month(faces, camera, 0.45, corrected=False)
    text = anna.text(f"{ALL}&changed=2026-02-17")
    assert "Uncorrected. No calibration was there for mini_xception with yunet" in text
    assert text.count("uncorrected no interval is known") == 3
    assert "This cannot be told: these shares are uncorrected" in text
    assert "95% interval" not in text.partition("Before and after")[0]
    assert "Arcade new uncorrected 4,200 20% uncorrected 45% uncorrected 35% uncorrected" in text
    for table in ("days", "zones"):
        rows = downloaded(anna, f"/expression/{table}.csv{ALL.partition('/expression')[2]}")
        assert {row["Shares"] for row in rows if row["Visitors"]} == {"uncorrected"}
        assert {row["Positive (low)"] for row in rows} == {""}


def downloaded(anna: Actor, address: str) -> list[dict[str, str]]:
    answer = anna.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_downloads_say_which_days_were_off(
    books: Books, faces: Faces, camera: Device, anna: Actor
) -> None:
    books.window(camera, [(ms("2026-03-02T10:00:00"), 4, 3), (ms("2026-03-03T10:00:00"), 4, 3)])
    faces.tell(camera, ms("2026-03-03T09:00:00"), unseen=5)
    asked = "?period=range&from=2026-03-01&to=2026-03-03&changed=2026-03-03"
    days = downloaded(anna, f"/expression/days.csv{asked}")
    assert [one["Expression"] for one in days] == ["nobody counted", "off", "on"]
    assert [one["Visitors"] for one in days] == ["", "", "10"]
    assert float(days[2]["Face never seen well"]) == pytest.approx(1 / 3)
    change = downloaded(anna, f"/expression/change.csv{asked}")
    assert [one["Share"] for one in change] == ["Negative", "Neutral", "Positive"]
    assert change[0]["Before"] == ""
    assert float(change[0]["After"]) == pytest.approx(0.2)
    assert downloaded(anna, f"/expression/buttons.csv{asked}")[0]["Presses"] == "0"
    zone = anna.get(f"/expression/days.csv{asked}&zone=new").headers["Content-Disposition"]
    assert "otklik-all-shops-expression-new-days-1-2026-03-01-to-2026-03-03.csv" in zone
    assert anna.get(f"/expression/days.csv{asked}&series=2").status_code == 404
    assert anna.get(f"/expression/days.csv{asked}&zone=%22%0d%0a").status_code == 404
    assert anna.get("/expression/days.csv?period=today&series=x").status_code == 200


@pytest.mark.parametrize("changed", ["12 May", "2026-13-01", "<script>"])
def test_a_day_that_is_none_is_refused_in_one_sentence(anna: Actor, changed: str) -> None:
    answer = anna.get(f"/expression?changed={changed}")
    assert answer.status_code == 400
    assert "is no date; write it as 2026-05-12" in answer.text


def test_an_empty_zone_leads_back_to_all(faces: Faces, camera: Device, anna: Actor) -> None:
    faces.tell(camera, NOW_MS - DAY_MS)
    text = anna.text("/expression?zone=elsewhere")
    assert "No groups of visitors in this zone in these days" in text
    assert "switched on" not in text


def test_the_buttons_stand_beside_it(books: Books, faces: Faces, anna: Actor) -> None:
    site = books.site("b", "B", "UTC")
    camera, kiosk = books.device(site, "c", "camera"), books.device(site, "k", "kiosk")
    faces.tell(camera, NOW_MS - DAY_MS)
    books.press(kiosk, [(NOW_MS - 1000, 1)] * 17 + [(NOW_MS, 4)] * 3)
    alone = anna.text("/satisfaction?period=28d")
    text = anna.text("/expression")
    assert "Happy presses 85% 95% interval 64 to 95% 20 presses" in text
    faces.tell(camera, NOW_MS - DAY_MS, (0.9, 0.0), visitors=5000)
    assert anna.text("/satisfaction?period=28d") == alone


def test_what_it_means_and_what_it_does_not_is_printed(
    faces: Faces, camera: Device, anna: Actor
) -> None:
    faces.tell(camera, NOW_MS - DAY_MS, unseen=30)
    text = anna.text("/expression")
    for said in (
        "Face never seen well 75% 30 more visitors",
        "what anybody felt, or thinks of the shop",
        "Barrett et al. 2019",
        "Article 5(1)(f)",
        "law profile: eu",
        "at least 5 visitors",
        "The two are never mixed.",
    ):
        assert said in text, said


def test_no_score_and_no_index_knows_of_expressions() -> None:
    """Walks everything that scores, indices and the pages of them import, step by step."""
    known = {module.name: module for module in modules()}
    waiting = ["hub.domain.score", "hub.domain.index", "hub.store.press_queries"]
    waiting += ["hub.figures.satisfaction", "hub.figures.overview", "hub.figures.today"]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for found, _ in known[name].imports:
            module = found if found in known else found.rpartition(".")[0]
            if module.startswith("hub.") and module in known:
                waiting.append(module)
    assert "hub.domain.intervals" in seen
    assert not [name for name in seen if "expression" in name]


TEMPLATES = sorted((Path(hub.__file__).parent / "web").rglob("*.html"))


def test_it_is_called_expression_share_and_nothing_else(
    faces: Faces, camera: Device, anna: Actor
) -> None:
    forbidden = re.compile(
        r"emotion|mood of|customer satisfaction|happy (customers|visitors)", re.IGNORECASE
    )
    for path in TEMPLATES:
        found = forbidden.search(path.read_text())
        assert not found, (path, found)
    tell_a_month(faces, camera, 0.45)
    for address in ("/expression?period=today", f"{ALL}&changed=2026-02-17"):
        page = anna.get(address).text
        content = page.partition("<main")[2].partition("</main>")[0]
        assert not re.search("satisf|emotion|mood", content, re.IGNORECASE)
