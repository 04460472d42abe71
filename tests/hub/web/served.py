"""A hub that answers a real browser, with a shop that had some busy days."""

from typing import NamedTuple

from playwright.sync_api import BrowserContext, expect

from tests.hub.web.actors import PASSWORD
from tests.hub.web.books import NOW, Books, Device, status
from tests.hub.web.expression_books import Faces

NOW_MS = round(NOW.timestamp() * 1000)


class Served(NamedTuple):
    """A hub that answers, and what is in it."""

    address: str
    books: Books
    kiosk: Device


def fill(books: Books) -> Device:
    """All that a page may show; returns the kiosk."""
    site = books.site("riga", "Rīga, the one with the long name at the station", "Europe/Riga")
    till, door = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
    hour_ms = 3_600_000
    books.press(till, [(NOW_MS - n * hour_ms // 4, 1 + n % 4) for n in range(4 * 24 * 10)])
    books.window(door, [(NOW_MS - n * hour_ms // 2, n % 7, n % 5) for n in range(1, 400)])
    books.window(
        door, [(NOW_MS - n * hour_ms, 40, 30) for n in range(1, 90)], line="pavement", kind="street"
    )
    books.zone(door, [(NOW_MS - n * hour_ms, [9.0 * n, 30.0, 5000.0]) for n in range(1, 90)])
    waits = [(NOW_MS - n * hour_ms, [30.0 + n] * (n % 5)) for n in range(1, 90)]
    books.zone(door, waits, zone="till", kind="queue", most=4)
    books.night(door, NOW_MS - 9 * hour_ms, entered=900, removed=3, held=2)
    books.audit(door, NOW_MS - 400 * 24 * hour_ms, (200, 197, 195), (20, 19, 19))
    faces = Faces(books)
    for n in range(1, 250):
        shares = (0.2, 0.3 + 0.01 * (n % 7))
        faces.tell(door, NOW_MS - n * 2 * hour_ms, shares, visitors=30, corrected=n % 50 > 0)
    books.says(till, status("riga", "till", "kiosk", NOW), NOW_MS)
    return till


def sign_in(context: BrowserContext) -> None:
    """As anna, in a page that stays open: live updates must not begin and end within a test."""
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-live-state=live]")).to_be_visible()
