"""Queues, silent kiosks and footfall, from what devices sent."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from hub.sending_settings import AlertSettings
from hub.settings import HubSettings
from hub.store import forecasts
from hub.store.engine import writing
from hub.store.forecasts import ExpectedDay, ExpectedHour, Made, Said
from hub.store.sites import find_sites
from tests.hub.alerts.scene import BEGIN, Scene, shopping_hours
from wire.camera_events import FootfallWindow, ZoneWindow
from wire.scalars import Stamp


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = Scene(engine, HubSettings(alerts=AlertSettings(queue_people=5, queue_minutes=5)))
    made.add_shop("north")
    made.connect("north", "kiosk-1", "camera-1")
    return made


_seq = count(1)


def _stamp(scene: Scene, ago_seconds: float) -> Stamp:
    at = scene.clock.wall - timedelta(seconds=ago_seconds)
    boot_ms = round((at - BEGIN + timedelta(days=100)).total_seconds() * 1000)
    return Stamp(wall=at, boot="b" * 32, boot_ms=boot_ms, synced=True)


def _queue(scene: Scene, people: int) -> ZoneWindow:
    bins = {"60": people}
    return ZoneWindow(
        seq=next(_seq),
        at=_stamp(scene, 60),
        seconds=60,
        zone="tills",
        kind="queue",
        most=people,
        visits=people,
        dwell_bins=bins,
        dwell_ms=40_000 * people,
        occupancy_ms=60_000 * people,
    )


def _door(scene: Scene, entered: int, seconds: int = 60) -> FootfallWindow:
    return FootfallWindow(
        seq=next(_seq),
        at=_stamp(scene, seconds),
        seconds=seconds,
        line="door",
        entered=entered,
        left=0,
        frames=10 * seconds,
    )


def _kinds(scene: Scene) -> list[str]:
    return [one.kind for one in scene.alerts()]


def test_a_queue_is_told_when_it_is_long_for_long_and_over_when_it_is_short(
    scene: Scene,
) -> None:
    for people in (2, 9, 2):
        scene.pass_seconds(60, step_seconds=20)
        scene.send("north", "camera-1", [_queue(scene, people)])
    assert _kinds(scene) == []
    for _ in range(8):
        scene.pass_seconds(60, step_seconds=20)
        scene.send("north", "camera-1", [_queue(scene, 7)])
    scene.pass_seconds(60, step_seconds=20)
    (alert,) = scene.alerts()
    assert alert.kind == "queue"
    assert alert.facts["zone"] == "tills"
    assert alert.facts["people"] >= 5
    for _ in range(14):
        scene.pass_seconds(60, step_seconds=20)
        scene.send("north", "camera-1", [_queue(scene, 1)])
    assert scene.alerts()[0].resolved_ms is not None


def test_a_kiosk_that_nobody_presses_while_people_pass_is_told_until_the_next_press(
    scene: Scene,
) -> None:
    days = shopping_hours(BEGIN - timedelta(days=10), 10)
    scene.send(
        "north",
        "kiosk-1",
        [
            scene.press("north", "kiosk-1", begin + timedelta(minutes=6 * n), 1)
            for begin in days
            for n in range(10)
        ],
    )
    for begin in days:
        scene.clock.wall, now = begin + timedelta(hours=1), scene.clock.wall
        scene.send("north", "camera-1", [_door(scene, 100, seconds=900)])
        scene.clock.wall = now
    scene.work()  # learns: one of ten presses
    scene.send("north", "kiosk-1", [scene.press("north", "kiosk-1", scene.clock.wall, 1)])
    scene.pass_seconds(60, step_seconds=20)
    assert _kinds(scene) == []
    for _ in range(30):
        scene.pass_seconds(60, step_seconds=20)
        scene.send("north", "camera-1", [_door(scene, 4)])
    scene.pass_seconds(60, step_seconds=20)
    (alert,) = scene.alerts()
    assert alert.kind == "silent"
    assert alert.facts["visitors"] >= 80
    scene.send("north", "kiosk-1", [scene.press("north", "kiosk-1", scene.clock.wall, 1)])
    scene.pass_seconds(100, step_seconds=20)
    assert scene.alerts()[0].resolved_ms is not None


def test_half_the_visitors_of_the_forecast_are_told_and_all_of_them_are_not(
    scene: Scene, engine: Engine
) -> None:
    day = BEGIN.date().isoformat()
    hours = [ExpectedHour(day, hour, 100.0, 80, 120) for hour in range(9, 19)]
    said = Said([ExpectedDay(day, 1000.0, 900, 1100)], hours)
    with writing(engine) as conn:
        site = find_sites(conn, ["north"])["north"]
        forecasts.save(conn, Made(site.id, day, said, None), scene.now_ms)
    for entered in (98, 103):
        scene.clock.advance(3600)
        scene.send("north", "camera-1", [_door(scene, entered, seconds=3600)])
        scene.pass_seconds(200, step_seconds=20)
        assert _kinds(scene) == []
        scene.clock.advance(-200)
    for _ in range(3):
        scene.clock.advance(3600)
        scene.send("north", "camera-1", [_door(scene, 40, seconds=3600)])
    scene.pass_seconds(200, step_seconds=20)
    alert = scene.alerts()[0]
    assert alert.kind == "footfall"
    assert (alert.facts["entered"], alert.facts["expected"]) == (321, 500)
