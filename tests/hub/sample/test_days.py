from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sample.days import DAYS, SHOPS, SampleShop, sample_days

NOW = datetime(2026, 3, 31, 13, 7, tzinfo=UTC)  # two days after Europe's clocks went forward


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.code)
class TestEveryShop:
    def test_there_are_sixty_days_and_nothing_after_now(self, shop: SampleShop) -> None:
        now = datetime(2026, 3, 31, 15, 7, tzinfo=ZoneInfo(shop.timezone))
        days = list(sample_days(shop, now, seed=1))
        assert len(days) == DAYS
        newest = max(window.at.wall for day in days for window in day.windows)
        assert now - timedelta(minutes=11) < newest + timedelta(minutes=5) <= now

    def test_the_numbers_run_without_gaps_in_the_order_of_time(self, shop: SampleShop) -> None:
        days = list(sample_days(shop, NOW, seed=1))
        for events in ([e for d in days for e in d.presses], [e for d in days for e in d.windows]):
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            times = [event.at.wall for event in events]
            assert times == sorted(times)

    def test_the_shop_is_empty_when_it_closes(self, shop: SampleShop) -> None:
        for day in list(sample_days(shop, NOW, seed=1))[:-1]:
            entered = sum(window.entered for window in day.windows)
            assert entered == sum(window.left for window in day.windows) > 0

    def test_it_is_open_at_its_local_hours_whatever_the_clocks_do(self, shop: SampleShop) -> None:
        zone = ZoneInfo(shop.timezone)
        for day in list(sample_days(shop, NOW, seed=1))[:-1]:
            hours = [window.at.wall.astimezone(zone).hour for window in day.windows]
            assert (min(hours), max(hours)) == (shop.opens, shop.closes - 1)

    def test_the_same_seed_gives_the_same_history(self, shop: SampleShop) -> None:
        assert list(sample_days(shop, NOW, seed=1)) == list(sample_days(shop, NOW, seed=1))
        assert list(sample_days(shop, NOW, seed=1)) != list(sample_days(shop, NOW, seed=2))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants them naive
def test_no_page_is_empty_at_whatever_hour_somebody_looks(now: datetime) -> None:
    """One of the shops has been open for an hour of its own day."""
    assert any(now.astimezone(ZoneInfo(shop.timezone)).hour > shop.opens for shop in SHOPS)


def test_busy_hours_cost_happiness_where_a_shop_strains() -> None:
    """The sample tells a story that a manager can find on the pages."""
    (station,) = [shop for shop in SHOPS if shop.code == "station"]
    zone = ZoneInfo(station.timezone)
    presses = [e for d in sample_days(station, NOW, seed=1) for e in d.presses]

    def happy(hours: set[int]) -> float:
        chosen = [e.button <= 2 for e in presses if e.at.wall.astimezone(zone).hour in hours]
        return sum(chosen) / len(chosen)

    assert happy({8, 9, 10}) - happy({17, 18}) > 0.05
