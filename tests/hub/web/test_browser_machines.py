"""Downloads and webhooks in a real browser, against a recount of the raw events."""

import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet
import pytest
from playwright.sync_api import Page, expect

from tests.hub.web.closely import stands_still
from tests.hub.web.served import Served
from tests.hub.web.test_exports import sheet

pytestmark = pytest.mark.browser


def test_a_table_is_downloaded_as_each_kind_of_file(
    page: Page,
    served: Served,
) -> None:
    zone = ZoneInfo("Europe/Riga")
    local = Counter(
        datetime.fromtimestamp(row.at_ms / 1000, UTC).astimezone(zone).date()
        for row in served.books.presses
    )
    page.goto("/satisfaction?period=28d&site=riga")
    card = page.get_by_role("region", name="By day", exact=True)
    found = {}
    for kind in ("Excel", "Parquet", "CSV"):
        if not card.get_by_role("link", name=kind).is_visible():
            card.get_by_text("Download data").click()
        with page.expect_download() as download:
            card.get_by_role("link", name=kind).click()
        found[kind] = (download.value.suggested_filename, Path(download.value.path()).read_bytes())
    assert found["Excel"][0].endswith(".xlsx")
    rows = [[value for _, value in row] for row in sheet(found["Excel"][1], 1)[1:]]
    pressed = {round(row[0]): row[1] for row in rows if row[1]}
    first = datetime(1899, 12, 30).date()  # noqa: DTZ001 - the day that Excel counts from
    assert pressed == {(day - first).days: number for day, number in local.items()}
    made = pyarrow.parquet.read_table(io.BytesIO(found["Parquet"][1]))
    assert {row["Day"]: row["Presses"] for row in made.to_pylist() if row["Presses"]} == local
    assert found["CSV"][1].decode("utf-8-sig").startswith("Day,Presses,")


def test_a_webhook_is_added_tested_and_removed(page: Page) -> None:
    page.goto("/webhooks")
    page.get_by_role("textbox", name="Name").fill("Till <b>")
    page.get_by_label("Address").fill("https://till.example/hook")
    page.get_by_label("An alert was opened").check()
    page.get_by_label("A shop's day is over").check()
    page.get_by_role("button", name="Add the webhook").click()
    secret = page.locator("code.secret").text_content()
    assert secret
    assert len(secret) >= 40
    page.goto("/webhooks")
    expect(page.get_by_role("heading", name="Till <b>")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(secret)
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_role("status")).to_contain_text("on its way")
    page.get_by_text("1 delivery").click()
    expect(page.get_by_role("table", name="Deliveries to Till <b>")).to_contain_text("waits")
    stands_still(page)
    for width in (320, 390, 1920):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Till <b>")).to_have_count(0)
