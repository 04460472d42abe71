"""Names that people give, in a real browser: quotes, emoji, right to left, scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from hub.store.engine import writing
from hub.store.groups import add_group
from tests.hub.web.books import NOW
from tests.hub.web.served import Served

pytestmark = pytest.mark.browser
NOW_MS = round(NOW.timestamp() * 1000)
NAMES = (
    "\"><script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>",
    'O\'Neil "Best" & Co',
    "🛍️ Магазин 👩‍👩‍👧",
    "متجر الميناء",
    "{{ 7 * 7 }}",
    "'; DROP TABLE sites; --",
)
PAGES = (
    "/",
    "/satisfaction?period=28d",
    "/footfall?period=28d",
    "/expression?period=28d",
    "/compare",
    "/devices",
)


@pytest.fixture(scope="module")
def shops(served: Served) -> list[int]:
    """A shop of each name, with presses and passages, and a group of each name."""
    books = served.books
    numbers = []
    for place, name in enumerate(NAMES):
        site = books.site(f"s{place}", name, "Europe/Riga")
        till, door = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
        books.press(till, [(NOW_MS - n * 3_600_000, 1 + n % 4) for n in range(1, 60)])
        books.window(door, [(NOW_MS - n * 3_600_000, 5, 4) for n in range(1, 60)])
        numbers.append(site)
    with writing(books.engine) as conn:
        for name in NAMES:
            add_group(conn, name, numbers)
    return numbers


@pytest.mark.parametrize("address", PAGES)
def test_names_are_shown_as_they_were_given(
    page: Page,
    shops: list[int],
    address: str,
) -> None:
    page.goto(address)
    options = page.locator("[name=site] option").all_text_contents()
    for name in NAMES:
        assert options.count(name) == 2, name  # the shop and the group
    assert page.evaluate("window.hacked === undefined")
    assert page.locator("img").count() == 0


def test_a_shop_is_chosen_by_its_name(
    page: Page,
    shops: list[int],
) -> None:
    page.goto("/satisfaction?period=28d")
    page.locator("[name=site]").select_option("s3")
    expect(page).to_have_url(re.compile("site=s3"))
    expect(page.locator(".under bdi")).to_have_text(NAMES[3])


def test_a_name_from_right_to_left_leaves_the_rest_alone(
    page: Page,
    shops: list[int],
) -> None:
    page.goto("/compare")
    name = page.locator(".ranking bdi").filter(has_text="متجر")
    assert name.evaluate("(one) => getComputedStyle(one).unicodeBidi") == "isolate"
    assert name.evaluate("(one) => one.matches(':dir(rtl)')")
    page.goto("/satisfaction?period=28d")
    cell = page.get_by_role("table", name="Satisfaction by kiosk").get_by_text("متجر الميناء")
    assert cell.evaluate("(one) => one.matches(':dir(rtl)')")
