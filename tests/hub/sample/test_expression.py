from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from hub.sample.days import SHOPS, DayEvents, SampleShop, sample_days
from hub.sample.expression import CHANGED_DAYS_AGO, expression_events
from wire.expression_events import ExpressionWindow

NOW = datetime(2026, 3, 31, 21, 7, tzinfo=UTC)
BY_CODE = {shop.code: shop for shop in SHOPS}


def made(shop: SampleShop) -> tuple[list[DayEvents], list[ExpressionWindow]]:
    days = list(sample_days(shop, NOW, seed=1))
    return days, expression_events(shop, days, first_seq=7, seed=1)


@pytest.mark.parametrize("code", ["market-hall", "harbour"])
def test_groups_are_numbered_large_enough_and_disjoint(code: str) -> None:
    days, events = made(BY_CODE[code])
    assert [one.seq for one in events] == list(range(7, 7 + len(events)))
    assert min(one.visitors for one in events) >= 5
    entered = sum(window.entered for day in days for window in day.windows)
    assert 0 < sum(one.visitors + one.unseen for one in events) < entered
    for zone in {one.zone for one in events}:
        own = [one for one in events if one.zone == zone]
        for one, after in pairwise(own):
            assert one.at.wall + timedelta(seconds=one.seconds) <= after.at.wall
    assert max(one.at.wall + timedelta(seconds=one.seconds) for one in events) <= NOW


def test_one_shop_never_switched_it_on() -> None:
    assert made(BY_CODE["station"])[1] == []


def test_the_changed_display_is_in_the_numbers_and_only_there() -> None:
    _, events = made(BY_CODE["market-hall"])
    since = NOW - timedelta(days=CHANGED_DAYS_AGO)

    def positive(zone: str, *, after: bool) -> float:
        own = [one for one in events if one.zone == zone]
        own = [one for one in own if (one.at.wall.date() >= since.date()) is after]
        return float(np.average([one.positive for one in own], weights=[w.visitors for w in own]))

    assert positive("new-in", after=True) - positive("new-in", after=False) > 0.08
    assert abs(positive("way-out", after=True) - positive("way-out", after=False)) < 0.06
