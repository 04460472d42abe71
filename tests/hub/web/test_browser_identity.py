"""Certificates on the Devices page in a real browser, against what is in the store."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.store.engine import reading, writing
from hub.store.identity import add_certificate, add_token, holders, open_tokens, revoke
from hub.store.refusals import note_refusal
from hub.store.schema import certificate
from tests.hub.web.closely import stands_still
from tests.hub.web.served import NOW_MS, Served

pytestmark = pytest.mark.browser
DAY_MS = 86_400_000
SHOP = "Rīga, the one with the long name at the station"
DAYS = {"riga/till": 200, "riga/door": 12, "riga/stolen": 100}


def test_each_certificate_is_shown_with_its_end_and_each_refusal_with_its_reason(
    page: Page,
    served: Served,
) -> None:
    engine = served.books.engine
    with writing(engine) as conn:
        for number, (device, days) in enumerate(DAYS.items()):
            add_certificate(
                conn,
                subject=device,
                serial=str(number),
                key_hash="k",
                pem="-",
                issued_ms=NOW_MS - DAY_MS,
                expires_ms=NOW_MS + days * DAY_MS,
            )
        revoke(conn, "riga/stolen", NOW_MS)
        add_token(conn, "riga/new", NOW_MS, NOW_MS + 14 * DAY_MS)
        note_refusal(conn, "riga/new", "other_device", NOW_MS)
    page.goto("/devices")
    stands_still(page)
    rows = page.get_by_role("region", name="Certificates of devices").get_by_role("row")
    told = {row.get_by_role("rowheader").inner_text(): row for row in rows.all()[1:]}
    assert sorted(told) == [f"{SHOP}, {name}" for name in ("door", "new", "stolen", "till")]
    with reading(engine) as conn:
        for device, ends_ms in conn.execute(
            select(certificate.c.subject, certificate.c.expires_ms)
        ):
            ends = datetime.fromtimestamp(ends_ms / 1000, UTC).astimezone(ZoneInfo("Europe/Riga"))
            expect(told[f"{SHOP}, {device.removeprefix('riga/')}"]).to_contain_text(
                f"{ends.day} {ends:%b %Y, %H:%M}"
            )
    expect(told[f"{SHOP}, till"]).to_contain_text("in order")
    expect(told[f"{SHOP}, door"]).to_contain_text("ends soon")
    expect(told[f"{SHOP}, stolen"]).to_contain_text("revoked")
    expect(told[f"{SHOP}, new"]).to_contain_text("made for another device")
    for width in (390, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page, context="section[aria-labelledby=identity-title]").violations_count == 0
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("link", name=f"{SHOP}, till").click()
    expect(page.get_by_role("heading", name="Shut it out?")).to_be_visible()
    stands_still(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Revoke its certificate").click()
    expect(page.get_by_text("revoked", exact=True)).to_be_visible()
    with reading(engine) as conn:
        assert "riga/till" not in holders(conn, NOW_MS)
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("heading", name="Let it in with a new card")).to_be_visible()
    page.get_by_label("Its card will be written anew").check()
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^riga/till ote_[\w-]{40,}$"))
    expect(page.get_by_text("waiting for the device", exact=True)).to_be_visible()
    stands_still(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).violations_count == 0
    with reading(engine) as conn:
        assert "riga/till" in open_tokens(conn)
