"""Learning again where the allowed rate of false alarms has changed, not only when the day has."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from hub.alerts.learning import learn_usual
from hub.sending_settings import AlertSettings
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.press_watches import Learned, watches
from hub.store.schema import press_watch
from hub.store.sites import find_sites
from hub.work.job import Context
from tests.hub.alerts.scene import BEGIN, Scene, shopping_hours


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = Scene(engine, HubSettings())
    made.add_shop("north")
    rng = random.Random(3)
    pressed = [
        hour + timedelta(minutes=10 * n)
        for hour in shopping_hours(BEGIN - timedelta(days=20), 20)
        for n in range(6)
    ]
    made.send(
        "north",
        "kiosk-1",
        [made.press("north", "kiosk-1", at, rng.choice((1, 1, 1, 2, 4))) for at in pressed],
    )
    return made


def _learn(scene: Scene, alarms_a_month: float) -> Learned:
    settings = HubSettings(alerts=AlertSettings(false_alarms_a_month=alarms_a_month))
    learn_usual(Context(scene.engine, settings, scene.now_ms, lambda: None))
    with reading(scene.engine) as conn:
        site = find_sites(conn, ["north"])["north"]
        return watches(conn, [site.id])[site.id].learned


def test_a_changed_setting_acts_on_the_same_day(scene: Scene) -> None:
    often, seldom = _learn(scene, 4.0), _learn(scene, 0.5)
    assert often.day == seldom.day
    assert (often.alarms_a_month, seldom.alarms_a_month) == (4.0, 0.5)
    assert often.threshold is not None
    assert seldom.threshold is not None
    assert seldom.threshold > often.threshold


def test_what_an_older_version_learned_is_learned_anew(scene: Scene) -> None:
    first = _learn(scene, 1.0)
    old = {
        "alarms_a_month": None,
        "levels": '{"levels": {}, "doubt": 0.1, "kiosks": {"1": [1, 2]}}',
    }
    with writing(scene.engine) as conn:
        conn.execute(update(press_watch).values(old))
    with reading(scene.engine) as conn:
        (watch,) = watches(conn, [1]).values()
    assert watch.learned.kiosks == {}
    assert _learn(scene, 1.0) == first
