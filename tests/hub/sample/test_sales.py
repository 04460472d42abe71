"""Sales of the sample shops: by the shop's clock, fewer than visitors, the same each time."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.sample.days import SHOPS, SampleShop, sample_days
from hub.sample.sales import sample_sales

NOW = datetime(2026, 3, 31, 13, 7, tzinfo=UTC)


@pytest.mark.parametrize("shop", SHOPS)
def test_no_more_is_bought_than_people_came_in_that_hour(shop: SampleShop) -> None:
    days = list(sample_days(shop, NOW, seed=1, days=3))
    sales = sample_sales(shop, 7, days, NOW, seed=1)
    zone = ZoneInfo(shop.timezone)
    came = Counter(
        (local.date().isoformat(), local.hour)
        for day in days
        for window in day.windows
        for local in [window.at.wall.astimezone(zone)]
        for _ in range(window.entered)
    )
    assert sum(one.transactions for one in sales) > 0.2 * came.total()
    assert all(one.transactions <= came[one.day, one.hour or 0] for one in sales)
    assert {one.site_id for one in sales} == {7}
    assert sales == sample_sales(shop, 7, days, NOW, seed=1)


def test_the_hour_that_goes_on_is_not_told_yet() -> None:
    shop = SHOPS[0]
    sales = sample_sales(shop, 1, sample_days(shop, NOW, seed=1, days=1), NOW, seed=1)
    assert max(one.hour or 0 for one in sales) == 14  # it is 15:07 in Warsaw
