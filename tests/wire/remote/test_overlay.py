"""Settings from the hub are judged as a file is, and touch nothing else."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision import remote as camera
from edge_vision.settings import VisionSettings
from kiosk import remote as kiosk
from kiosk.settings import KioskSettings
from wire.errors import SettingsError
from wire.remote.messages import MOST_SETTINGS, Key, Values
from wire.remote.overlay import overlaid, values_of
from wire.settings import build

NAMED = {"device": {"site": "riga", "name": "till"}}
KIOSK = build(KioskSettings, NAMED, source="test")
CAMERA = build(VisionSettings, NAMED, source="test")
BOTH = ((KIOSK, kiosk.FROM_HUB), (CAMERA, camera.FROM_HUB))


@pytest.mark.parametrize(("own", "keys"), BOTH)
def test_every_key_can_be_read_and_written_back(own: Any, keys: tuple[str, ...]) -> None:
    assert len(keys) <= MOST_SETTINGS
    values = values_of(own, keys)
    assert overlaid(own, values, keys) == own
    assert all(msgspec.convert(key, Key) == key for key in keys)


@pytest.mark.parametrize(("own", "keys"), BOTH)
def test_no_key_reaches_identity_broker_files_or_pins(own: Any, keys: tuple[str, ...]) -> None:
    tables = {key.split(".")[0] for key in keys}
    assert not tables & {"device", "broker", "outbox", "orders", "screen", "expression", "lines"}
    assert not [key for key in keys if "pin" in key or "file" in key or "path" in key]


def test_values_replace_those_of_the_file_and_only_those() -> None:
    values: Values = {"kiosk.question": "How was it?", "buttons[].label": ["A", "B", "C", "D"]}
    acting = overlaid(KIOSK, values, kiosk.FROM_HUB)
    assert acting.kiosk.question == "How was it?"
    assert [one.label for one in acting.buttons] == ["A", "B", "C", "D"]
    assert [one.pin for one in acting.buttons] == [one.pin for one in KIOSK.buttons]
    same = overlaid(acting, values_of(KIOSK, kiosk.FROM_HUB), kiosk.FROM_HUB)
    assert same == KIOSK


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"broker.host": "evil"}, "cannot be changed from the hub"),
        ({"kiosk.pins": "mock"}, "cannot be changed from the hub"),
        ({"kiosk.buzzer_pin": 4}, "cannot be changed from the hub"),
        ({"kiosk.question": ""}, "`kiosk.question`"),
        ({"kiosk.question": "x" * 121}, "`kiosk.question`"),
        ({"kiosk.question": 5}, "`kiosk.question`"),
        ({"kiosk.question": ["a"]}, "`kiosk.question`"),
        ({"kiosk.settle_ms": "5"}, "`kiosk.settle_ms`"),
        ({"kiosk.settle_ms": True}, "`kiosk.settle_ms`"),
        ({"kiosk.settle_ms": 16}, "`kiosk.settle_ms`"),
        ({"buttons[].label": ["A", "B"]}, "needs 4 texts"),
        ({"buttons[].label": "A"}, "needs 4 texts"),
        ({"buttons[].label": ["A", "A", "B", "C"]}, "give each its own label"),
        ({"follow_up.reasons": ["queue", "price"]}, "needs a screen"),
    ],
)
def test_what_a_file_could_not_have_is_refused_with_the_reason(
    values: dict[str, Any], why: str
) -> None:
    with pytest.raises(SettingsError, match=why.replace("[", r"\[")):
        overlaid(KIOSK, values, kiosk.FROM_HUB)


HOSTILE = st.text(max_size=130) | st.sampled_from(
    ["\u202egnp.exe", '"; DROP TABLE', "'", "$(reboot)", "`x`", "\x00", "🏪" * 60, "a\nb", "\ud7ff"]
)
ANYTHING = st.one_of(
    HOSTILE, st.booleans(), st.integers(), st.floats(allow_nan=False), st.lists(HOSTILE, max_size=7)
)


STRANGERS = st.from_regex(r"\A[a-z_]{1,40}(\[\])?\.[a-z_]{1,40}\Z")


@given(st.dictionaries(st.sampled_from(kiosk.FROM_HUB) | STRANGERS, ANYTHING))
def test_anything_either_acts_exactly_or_is_refused_in_a_sentence(values: dict[str, Any]) -> None:
    try:
        acting = overlaid(KIOSK, values, kiosk.FROM_HUB)
    except SettingsError as error:
        faults = error.faults
    else:
        faults = []
        assert {key: values_of(acting, kiosk.FROM_HUB)[key] for key in values} == values
        assert (acting.device, acting.broker, acting.outbox) == (
            KIOSK.device,
            KIOSK.broker,
            KIOSK.outbox,
        )
    assert all(fault.isprintable() for fault in faults)


def test_a_date_of_the_file_survives() -> None:
    own = build(
        VisionSettings,
        NAMED | {"expression": {"notice_posted_on": dt.date(2026, 11, 1)}},
        source="test",
    )
    acting = overlaid(own, {"camera.fps": 5}, camera.FROM_HUB)
    assert acting.expression == own.expression
    assert acting.camera.fps == 5
