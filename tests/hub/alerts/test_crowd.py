"""Queues, silent kiosks and footfall, from what devices sent."""

import random
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from hub.domain.footfall_scatter import Scatter
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


def _door(
    scene: Scene, entered: int, seconds: int = 60, begin: datetime | None = None
) -> FootfallWindow:
    ago_seconds = seconds if begin is None else (scene.clock.wall - begin).total_seconds()
    return FootfallWindow(
        seq=next(_seq),
        at=_stamp(scene, ago_seconds),
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
    rng = random.Random(1)
    begins = [
        hour + timedelta(minutes=5 * n)
        for hour in shopping_hours(BEGIN - timedelta(days=10), 10)
        for n in range(12)
    ]
    pressed = [
        begin + timedelta(seconds=rng.randrange(300))
        for begin in begins
        for _ in range(10)
        if rng.random() < 0.1
    ]
    scene.send(
        "north", "kiosk-1", [scene.press("north", "kiosk-1", at, 1) for at in sorted(pressed)]
    )
    scene.send(
        "north", "camera-1", [_door(scene, 10, seconds=300, begin=begin) for begin in begins]
    )
    scene.work()  # learns: one of ten visitors presses
    scene.send("north", "kiosk-1", [scene.press("north", "kiosk-1", scene.clock.wall, 1)])
    scene.pass_seconds(60, step_seconds=20)
    assert _kinds(scene) == []
    for _ in range(50):
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
    scatter = Scatter(shift=0.0, day=0.05, hour=0.01, days=40)
    said = Said([ExpectedDay(day, 1000.0, 900, 1100)], hours, scatter)
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
