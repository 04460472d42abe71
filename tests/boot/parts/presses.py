"""Presses on mock pins arrive on the hub's page."""

from typing import Final

from tests.boot.story import Story, expect

_PRESSES: Final = 37


def run(story: Story) -> None:
    """As many on the page as were thanked."""
    machine, shop = story.machine, story.shop
    thanked = 0
    for number in range(_PRESSES):
        thanked += machine.pins(f"press {number % 4 + 1}") == "thanked"
    expect(f"{_PRESSES} presses on mock pins are thanked", thanked == _PRESSES, thanked)
    story.thanked += thanked
    machine.wait("they are in the store", lambda: shop.presses() == story.thanked, 180)
    page = shop.page("/")
    expect(f"{story.thanked} presses on the hub's page", f" {story.thanked} " in page, page[:800])
