"""The broker is away and the plug is pulled while somebody presses: what was thanked counts."""

import re
from typing import Final

from tests.boot.story import Story, expect, say

_PRESSES: Final = 40


def run(story: Story) -> None:
    """After the second start everything thanked is in the hub's store, once."""
    machine, shop = story.machine, story.shop
    shop.kill_broker()
    thanked = 0
    for number in range(_PRESSES):
        thanked += machine.pins(f"press {number % 4 + 1}") == "thanked"
    machine.pull_the_plug()
    say(f"the broker was away, {thanked} of {_PRESSES} were thanked, then the plug was pulled")
    expect("presses were thanked without a broker", thanked == _PRESSES, thanked)
    story.thanked += thanked
    shop.start_broker()
    machine.switch_on()
    machine.is_up()
    machine.wait("what was thanked", lambda: shop.presses() >= story.thanked, 300)
    told = f"all {story.thanked} thanked presses are in the store, once"
    expect(told, shop.presses() == story.thanked, shop.presses())
    # Judged by the console, which is there before any service: a start would stand in it.
    again = re.search(r"(Starting|Finished).{0,20}first-boot-of-otklik", machine.console())
    expect("the first boot has not run again", again is None, again)
