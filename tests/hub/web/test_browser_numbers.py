"""Numbers of the pages in a real browser against ones recounted from the raw events."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from hub.domain.rights import Area
from hub.store.engine import writing
from hub.store.notes import NewNote, add_note
from tests.hub.web.books import NOW
from tests.hub.web.served import Served

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("Europe/Riga")


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZONE)


def _today(at_ms: int) -> bool:
    return _local(at_ms).date() == NOW.astimezone(ZONE).date()


def _row(opened: Page, table: str, *names: str) -> list[str]:
    """The cells of the row that begins with these names."""
    opened.get_by_text("Show as a table").evaluate_all(
        "(all) => all.forEach((one) => { one.parentElement.open = true; })"
    )
    for row in opened.get_by_role("table", name=table).locator("tbody tr").all():
        cells = [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
        if tuple(cells[: len(names)]) == names:
            return cells[len(names) :]
    raise AssertionError(f"no row {names} in {table}")


def test_overview(page: Page, served: Served) -> None:
    presses = [row for row in served.books.presses if _today(row.at_ms)]
    doors = [row for row in served.books.windows if row.kind == "door" and _today(row.at_ms)]
    expect(page.locator("[data-number=presses]")).to_have_text(str(len(presses)))
    expect(page.locator("[data-number=entered]")).to_have_text(str(sum(r.entered for r in doors)))
    happy = sum(row.button <= 2 for row in presses) / len(presses)
    expect(page.locator(".figure .value").first).to_have_text(f"{happy:.0%}")
    at_nine = [row for row in presses if _local(row.at_ms).hour == 9]
    assert _row(page, "Today by hour of the shop's clock", "09:00")[0] == str(len(at_nine))


def test_satisfaction(page: Page, served: Served) -> None:
    page.goto("/satisfaction?period=week&at=2026-02-25")
    week = {f"2026-02-{day:02d}" for day in range(23, 29)} | {"2026-03-01"}
    presses = [row for row in served.books.presses if str(_local(row.at_ms).date()) in week]
    counts = Counter(row.button for row in presses)
    shown = page.locator(".buttons b").all_inner_texts()
    assert shown == [str(counts[button]) for button in (1, 2, 3, 4)]
    worth = {1: 100, 2: 200 / 3, 3: 100 / 3, 4: 0}
    index = sum(worth[row.button] for row in presses) / len(presses)
    expect(page.locator(".figure .value").nth(1)).to_contain_text(f"{index:.1f}")
    at = [
        one for one in presses if (_local(one.at_ms).weekday(), _local(one.at_ms).hour) == (4, 15)
    ]
    cell = _row(page, "Satisfaction by hour of the week", "Friday", "15:00")
    assert cell[0] == str(len(at))
    day = [row for row in presses if str(_local(row.at_ms).date()) == "2026-02-26"]
    assert _row(page, "Satisfaction by day", "Thu 26 Feb")[0] == str(len(day))


def test_footfall(page: Page, served: Served) -> None:
    page.goto("/footfall?period=range&from=2026-02-24&to=2026-03-02")
    days = {f"2026-02-{day:02d}" for day in range(24, 29)} | {"2026-03-01", "2026-03-02"}
    doors = [
        row
        for row in served.books.windows
        if row.kind == "door" and str(_local(row.at_ms).date()) in days
    ]
    values = page.locator(".footfall > .figures .value")
    expect(values.nth(0)).to_have_text(f"{sum(row.entered for row in doors):,}")
    expect(values.nth(1)).to_have_text(f"{sum(row.left for row in doors):,}")
    noon = [
        row for row in doors if (_local(row.at_ms).weekday(), _local(row.at_ms).hour) == (3, 12)
    ]
    mean, entered, left = _row(page, "Footfall by hour of the week", "Thursday", "12:00")
    people = sum(row.entered for row in noon)
    assert (entered, left) == (str(people), str(sum(row.left for row in noon)))
    assert mean == f"{people:.1f}"  # one Thursday in these days


def test_the_days_before(page: Page, served: Served) -> None:
    page.goto("/footfall?period=day&at=2026-02-27&beside=before")
    before = [
        row.entered
        for row in served.books.windows
        if row.kind == "door" and str(_local(row.at_ms).date()) == "2026-02-26"
    ]
    expect(page.locator(".footfall > .figures")).to_contain_text(f"Thu 26 Feb: {sum(before)}")
    assert _row(page, "Footfall by day", "Fri 27 Feb")[-1] == str(sum(before))


def test_devices(page: Page, served: Served) -> None:
    page.goto("/devices")
    till = page.locator(".device").filter(has_text="till")
    newest = max(row.at_ms for row in served.books.presses)
    expect(till).to_contain_text(f"{_local(newest):%-d %b %Y, %H:%M}")
    expect(till.locator(".state")).to_have_text("Working")


def test_notes_stand_below_the_chart_of_their_days(page: Page, served: Served) -> None:
    with writing(served.books.engine) as conn:
        for day, words in (("2026-02-26", "Roadworks <b>"), ("2026-01-01", "Long ago")):
            add_note(conn, NewNote(Area(), day, day, words, 0, "anna"))
    page.goto("/footfall?period=range&from=2026-02-24&to=2026-03-02")
    chart = page.locator("section.chart").filter(has=page.locator("#days"))
    expect(chart).to_contain_text("Thursday 26 February 2026: Roadworks <b>")
    expect(chart).not_to_contain_text("Long ago")
    expect(page.locator("#days canvas").first).to_be_visible()
