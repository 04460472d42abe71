"""A page as those meet it who do not see well: axe-core's rules, in light and dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

VIEWS = (("light", 1440, 900), ("dark", 390, 844))


def stands_still(opened: Page) -> None:
    """Styles and scripts are there, and live parts have been put in place for the first time."""
    opened.wait_for_load_state()
    if opened.locator("[data-live]").count():
        expect(opened.locator("[data-live-state=live]")).to_be_attached()


def look_closely(opened: Page, where: str) -> None:
    """No violation. Colours do not depend on the width, so two looks see all four."""
    stands_still(opened)
    found = []
    for scheme, width, height in VIEWS:
        opened.set_viewport_size({"width": width, "height": height})
        opened.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        results = Axe().run(opened)
        found += [
            f"{where}, {scheme}, {width} px: {one['id']}: {one['help']}: {node['html'][:200]}"
            for one in results.response["violations"]
            for node in one["nodes"]
        ]
    assert not found, "\n".join(found)
