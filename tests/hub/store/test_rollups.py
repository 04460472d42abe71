import pytest
from sqlalchemy import Engine, select

from hub.ingest.handler import Handler
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.schema import devices, press_hour, sites
from hub.store.site_changes import set_site
from tests.hub.ingest.building import (
    SITE,
    START_MS,
    a_press,
    a_window,
    a_zone,
    an_audit_minute,
    check_sums_equal_a_recount,
    rows,
    sent,
)

HOUR_MS = 3_600_000


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """A shop with two devices, and another shop."""
    handler = Handler(engine, HubSettings())
    handler.handle(
        [
            sent(*[a_press(n, 1 + n % 4, play=n % 2 == 0) for n in range(1, 400)]),
            sent(*[a_window(n) for n in range(1, 400)], device="camera-1"),
            sent(*[a_zone(n, most=n % 7) for n in range(400, 700)], device="camera-1"),
            sent(an_audit_minute(700), device="camera-1"),
            sent(a_press(1), site="south-1"),
        ]
    )
    handler.close()
    return engine


def _hours(engine: Engine, device: str, site: str = SITE) -> list[int]:
    with reading(engine) as conn:
        query = select(press_hour.c.hour_ms).select_from(press_hour.join(devices).join(sites))
        mine = query.where(devices.c.name == device, sites.c.code == site)
        return list(conn.scalars(mine.order_by(press_hour.c.hour_ms)))


def test_a_new_time_zone_counts_the_shop_anew_and_no_other(stored: Engine) -> None:
    assert _hours(stored, "kiosk-1") == [START_MS + n * HOUR_MS for n in range(7)]
    with writing(stored) as conn:
        assert set_site(conn, SITE, name=None, timezone="Asia/Kolkata")
    assert _hours(stored, "kiosk-1") == [START_MS + n * HOUR_MS - HOUR_MS // 2 for n in range(8)]
    assert _hours(stored, "kiosk-1", "south-1") == [START_MS]
    check_sums_equal_a_recount(stored)


def test_the_same_time_zone_counts_nothing_anew(stored: Engine) -> None:
    with writing(stored) as conn:
        assert not set_site(conn, SITE, name="North", timezone="UTC")
    [north, _] = rows(stored, sites)
    assert (north["name"], north["confirmed"]) == ("North", True)
