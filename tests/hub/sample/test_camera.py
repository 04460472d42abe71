from datetime import UTC, datetime
from itertools import chain

import pytest

from hub.sample.camera import CameraEvents, camera_events
from hub.sample.days import SHOPS, DayEvents, SampleShop, sample_days
from wire.camera_events import AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow

NOW = datetime(2026, 3, 31, 13, 7, tzinfo=UTC)


def made(shop: SampleShop) -> tuple[list[DayEvents], CameraEvents]:
    days = list(sample_days(shop, NOW, seed=1))
    return days, camera_events(shop, days, NOW, seed=1)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.code)
class TestEveryShop:
    def test_the_numbers_follow_those_of_the_door_without_gaps(self, shop: SampleShop) -> None:
        days, events = made(shop)
        windows = sum(len(day.windows) for day in days)
        door = [event.seq for event in chain(*events.door)]
        assert door == list(range(windows + 1, windows + 1 + len(door)))
        floor = [event.seq for event in chain(*events.floor)]
        assert floor == list(range(1, len(floor) + 1))

    def test_nothing_is_made_after_now(self, shop: SampleShop) -> None:
        _, events = made(shop)
        assert max(event.at.wall for event in chain(*events.door, *events.floor)) <= NOW

    def test_the_numbers_fit_each_other(self, shop: SampleShop) -> None:
        days, events = made(shop)
        entered = sum(window.entered for day in days for window in day.windows)
        passed = [one for one in chain(*events.door) if isinstance(one, FootfallWindow)]
        assert not passed or sum(one.entered + one.left for one in passed) > entered
        for one in chain(*events.floor):
            assert isinstance(one, ZoneWindow)
            assert sum(one.dwell_bins.values()) == one.visits
            assert bool(one.visits) == bool(one.most) == bool(one.dwell_ms)
        visits = [one.visits for one in chain(*events.floor) if isinstance(one, ZoneWindow)]
        assert 0 < sum(visits) < 2 * entered
        for one in chain(*events.door):
            if isinstance(one, OccupancyReset):
                assert one.removed == one.entered - one.left + one.held
            if isinstance(one, AuditMinute):
                assert one.agreed_in <= min(one.tapped_in, one.counted_in)
                assert one.agreed_out <= min(one.tapped_out, one.counted_out)


def test_one_shop_has_no_street_line_and_one_was_never_audited() -> None:
    """Both are on the pages too, and should be seen."""
    found = {shop.code: list(chain(*made(shop)[1].door)) for shop in SHOPS}
    streets = {code for code, one in found.items() if any(hasattr(e, "kind") for e in one)}
    audits = {code for code, one in found.items() if any(hasattr(e, "audit") for e in one)}
    assert streets == {"market-hall", "harbour"}
    assert audits == {"market-hall", "station"}
