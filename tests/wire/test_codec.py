import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.events import a_press, a_window
from wire import codec
from wire.camera_events import FootfallWindow
from wire.clock import FakeClock
from wire.errors import UnreadableError
from wire.messages import (
    MAX_PAYLOAD_BYTES,
    NOT_YET,
    VERSION,
    Ack,
    Header,
    Press,
    counters,
    stream_of,
)
from wire.scalars import Stamp
from wire.status import Status

HEADER = Header(v=VERSION, site="north", device="kiosk-1", epoch="e" * 32)
NOW = FakeClock().now()

STAMPS = st.builds(
    Stamp,
    wall=st.datetimes(
        min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    boot=st.text("0123456789abcdef", min_size=32, max_size=32),
    boot_ms=st.integers(0, 2**45),
    synced=st.booleans(),
)
PRESSES = st.builds(
    lambda of, button, at, play: Press(
        seq=NOT_YET, at=at, button=min(button, of), of=of, play=play
    ),
    st.integers(2, 6),
    st.integers(1, 6),
    STAMPS,
    st.booleans(),
)
WINDOWS = st.builds(
    FootfallWindow,
    seq=st.just(NOT_YET),
    at=STAMPS,
    seconds=st.integers(1, 3600),
    line=st.sampled_from(["door", "street", "back-door"]),
    entered=st.integers(0, 10_000),
    left=st.integers(0, 10_000),
    frames=st.integers(0, 100_000),
    dropped=st.integers(0, 100_000),
    method=st.sampled_from(["motion", "model", "model_and_motion"]),
)


def a_batch(events: list[Press] | None = None) -> bytes:
    presses = events or [a_press(button=1), a_press(button=2), a_press(button=3)]
    rows = [(seq, event.at, codec.body(event)) for seq, event in enumerate(presses, start=1)]
    return codec.batch("press", HEADER, NOW, rows)


@given(st.one_of(st.lists(PRESSES, min_size=1), st.lists(WINDOWS, min_size=1)))
def test_every_event_makes_the_round_trip(events: Sequence[Press | FootfallWindow]) -> None:
    stream = stream_of(events[0])
    rows = [(seq, event.at, codec.body(event)) for seq, event in enumerate(events, start=7)]
    received = codec.read_batch(stream, codec.batch(stream, HEADER, NOW, rows))
    assert received.faults == []
    assert received.events == [
        msgspec.structs.replace(event, seq=seq) for seq, event in enumerate(events, start=7)
    ]


def test_one_bad_event_does_not_cost_the_others() -> None:
    raw = json.loads(a_batch())
    raw["events"][1]["button"] = 9
    received = codec.read_batch("press", json.dumps(raw).encode())
    assert [event.seq for event in received.events] == [1, 3]
    assert [(fault.seq, fault.code) for fault in received.faults] == [(2, "wrong_type")]
    assert b'"button": 9' in received.faults[0].raw


def test_a_button_that_the_kiosk_does_not_have_is_a_fault() -> None:
    raw = json.loads(a_batch())
    raw["events"][0] |= {"button": 4, "of": 2}
    received = codec.read_batch("press", json.dumps(raw).encode())
    assert [fault.seq for fault in received.faults] == [1]


def test_a_future_version_is_set_aside_with_every_number_accounted_for() -> None:
    raw = json.loads(a_batch())
    raw |= {"v": VERSION + 1, "sent": "in a new form"}
    raw["events"] = [{"seq": 4, "smile": {"deep": []}}, {"seq": 5}]
    received = codec.read_batch("press", json.dumps(raw).encode())
    assert received.header.epoch == "e" * 32
    assert [(fault.seq, fault.code) for fault in received.faults] == [
        (4, "future_version"),
        (5, "future_version"),
    ]


def test_a_stream_of_a_newer_device_is_set_aside_not_lost() -> None:
    received = codec.read_batch("weather", a_batch())
    assert {fault.code for fault in received.faults} == {"future_version"}
    assert [fault.seq for fault in received.faults] == [1, 2, 3]


def test_fields_of_a_later_minor_addition_are_ignored() -> None:
    raw = json.loads(a_batch())
    raw["events"][0]["question"] = "q7"
    raw["shift"] = "late"
    assert not codec.read_batch("press", json.dumps(raw).encode()).faults


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"v":1', "not_json"),
        (b"[]", "wrong_type"),
        (b"null", "wrong_type"),
        (b'{"v":1}', "wrong_type"),
        (b'{"v":"1","site":"a","device":"b","epoch":"%s","events":[]}' % (b"e" * 32), "wrong_type"),
        (b'{"v":1,"site":"A/#","device":"b","epoch":"x","events":[]}', "wrong_type"),
        (b"[" * 200_000, "wrong_type"),
        (b'{"events":[' + b"[" * 200_000, "not_json"),
        (b'{"a":' * 50_000, "not_json"),
        (b"[" * 1_000_000, "too_large"),
        (b" " * (MAX_PAYLOAD_BYTES + 1), "too_large"),
    ],
)
@pytest.mark.parametrize("stream", ["press", "footfall", "expression"])
def test_an_unreadable_payload_gets_its_reason(stream: str, payload: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        codec.read_batch(stream, payload)
    assert caught.value.code == code


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_else(payload: bytes) -> None:
    for read in (codec.read_status, codec.read_ack, lambda p: codec.read_batch("press", p)):
        with pytest.raises(UnreadableError):
            read(payload)


@pytest.mark.parametrize("value", [b"NaN", b"1e999", b"-1", b"99999999999999999999999", b'"1"'])
def test_a_number_that_is_none_is_refused(value: bytes) -> None:
    payload = b'{"v":1,"epoch":"%s","seq":%s}' % (b"e" * 32, value)
    with pytest.raises(UnreadableError):
        codec.read_ack(payload)


def test_an_ack_of_a_future_version_is_refused() -> None:
    with pytest.raises(UnreadableError, match="future_version"):
        codec.read_ack(codec.encode(Ack(v=2, epoch="e" * 32, seq=1)))


def test_a_time_without_zone_is_refused() -> None:
    payload = a_batch().replace(b"09:00:00Z", b"09:00:00")
    received = codec.read_batch("press", payload)
    assert len(received.faults) == 3


def test_a_status_makes_the_round_trip() -> None:
    status = Status(
        v=VERSION, site="north", device="kiosk-1", session="5" * 32, online=True, at=NOW
    )
    assert codec.read_status(codec.encode(status)) == status


def test_counters_name_what_device_and_hub_compare() -> None:
    assert counters(a_press(button=3)) == {"press.3": 1}
    assert counters(a_window(entered=3, left=2)) == {
        "footfall.door.in": 3,
        "footfall.door.out": 2,
    }


def test_a_batch_of_the_largest_size_fits_the_broker() -> None:
    late = FakeClock(wall=datetime(2099, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    late.wall += timedelta(microseconds=1)
    assert len(a_batch([a_press(late)] * 500)) < MAX_PAYLOAD_BYTES
