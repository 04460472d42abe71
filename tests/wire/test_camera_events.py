"""What a camera tells makes its way whole, within limits, and agrees in the counters."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.events import DEVICE
from wire import codec
from wire.camera_events import DWELL_BINS, AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.clock import FakeClock
from wire.messages import MAX_PAYLOAD_BYTES, NOT_YET, VERSION, Event, Header, counters, stream_of
from wire.outbox import Outbox

NOW = FakeClock().now()
HEADER = Header(v=VERSION, site=DEVICE.site, device=DEVICE.name, epoch="e" * 32)
COUNTS = st.integers(0, 2**53)
NAMES = st.sampled_from(["door", "back-door", "x" * 63])
FOOTFALL = st.builds(
    FootfallWindow,
    seq=st.just(NOT_YET),
    at=st.just(NOW),
    seconds=st.integers(1, 3600),
    line=NAMES,
    entered=COUNTS,
    left=COUNTS,
    frames=COUNTS,
    kind=st.sampled_from(["door", "street"]),
    staff_entered=COUNTS,
    staff_left=COUNTS,
)
ZONES = st.builds(
    ZoneWindow,
    seq=st.just(NOT_YET),
    at=st.just(NOW),
    seconds=st.integers(1, 3600),
    zone=NAMES,
    kind=st.sampled_from(["area", "queue"]),
    visits=COUNTS,
    dwell_ms=COUNTS,
    dwell_bins=st.dictionaries(st.sampled_from(DWELL_BINS), COUNTS),
    occupancy_ms=COUNTS,
    most=COUNTS,
    staff_visits=COUNTS,
)
RESETS = st.builds(
    OccupancyReset,
    seq=st.just(NOT_YET),
    at=st.just(NOW),
    seconds=st.integers(0, 2**31),
    entered=COUNTS,
    left=COUNTS,
    removed=COUNTS,
    held=COUNTS,
)
AUDITS = st.builds(
    AuditMinute,
    seq=st.just(NOT_YET),
    at=st.just(NOW),
    seconds=st.just(60),
    audit=st.just("a" * 32),
    line=NAMES,
    tapped_in=COUNTS,
    tapped_out=COUNTS,
    counted_in=COUNTS,
    counted_out=COUNTS,
    agreed_in=COUNTS,
    agreed_out=COUNTS,
)


@given(FOOTFALL | ZONES | RESETS | AUDITS)
def test_whatever_a_camera_tells_arrives_as_it_was(event: Event) -> None:
    stream = stream_of(event)
    payload = codec.batch(stream, HEADER, NOW, [(7, NOW, codec.body(event))])
    received = codec.read_batch(stream, payload)
    assert received.faults == []
    assert received.events == [msgspec.structs.replace(event, seq=7)]


def test_all_streams_share_one_outbox_and_one_row_of_numbers(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite")
    events: list[Event] = [
        FootfallWindow(
            seq=NOT_YET, at=NOW, seconds=60, line="door", entered=3, left=1, frames=9,
            staff_entered=1, staff_left=1,
        ),
        ZoneWindow(
            seq=NOT_YET, at=NOW, seconds=60, zone="table", visits=2, dwell_ms=9_000,
            dwell_bins={"5": 2}, occupancy_ms=12_000, most=2,
        ),
        OccupancyReset(
            seq=NOT_YET, at=NOW, seconds=86_400, entered=90, left=80, removed=10, held=0
        ),
    ]  # fmt: skip
    for event in events:
        outbox.append(event)
    rows = outbox.after(0, 10)
    assert [(row.seq, row.stream) for row in rows] == [
        (1, "footfall"),
        (2, "zone"),
        (3, "occupancy"),
    ]
    assert outbox.state().counts == {
        "footfall.door.in": 3,
        "footfall.door.out": 1,
        "footfall.door.staff": 2,
        "zone.table.visits": 2,
    }
    outbox.close()


def test_the_counters_of_the_largest_camera_fit_into_a_status() -> None:
    largest = [
        msgspec.structs.replace(event, **{field: f"{number:02}" + "x" * 61})
        for number in range(16)
        for field, event in (
            ("line", _footfall()),
            ("zone", _zone()),
        )
    ]
    names = {name for event in largest for name in counters(event)}
    assert len(names) == 64
    assert max(map(len, names)) <= 80


def _footfall() -> FootfallWindow:
    return FootfallWindow(
        seq=NOT_YET, at=NOW, seconds=60, line="door", entered=1, left=1, frames=1, staff_entered=1
    )


def _zone() -> ZoneWindow:
    return ZoneWindow(
        seq=NOT_YET, at=NOW, seconds=60, zone="till", visits=1, dwell_ms=1,
        dwell_bins=dict.fromkeys(DWELL_BINS, 2**53), occupancy_ms=1, most=1,
    )  # fmt: skip


def test_a_batch_of_the_largest_zone_windows_fits_the_broker() -> None:
    bodies = [(number, NOW, codec.body(_zone())) for number in range(1, 501)]
    assert len(codec.batch("zone", HEADER, NOW, bodies)) < MAX_PAYLOAD_BYTES


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dwell_bins", {"forever": 1}),
        ("dwell_bins", {"5": -1}),
        ("kind", "bench"),
        ("zone", "Table 1"),
        ("most", -1),
        ("seconds", 0),
    ],
)
def test_a_zone_window_that_means_nothing_is_kept_aside(field: str, value: object) -> None:
    broken = msgspec.structs.replace(_zone(), **{field: value})
    payload = codec.batch("zone", HEADER, NOW, [(1, NOW, codec.body(broken))])
    received = codec.read_batch("zone", payload)
    assert received.events == []
    assert [fault.code for fault in received.faults] == ["wrong_type"]


def test_what_an_older_hub_knows_of_a_window_is_unchanged() -> None:
    """Fields that came later have defaults: an older device's window is a door's without staff."""
    old = b'{"seq":1,"at":%s,"seconds":60,"line":"door","entered":2,"left":1,"frames":5}'
    window = msgspec.json.decode(old % codec.encode(NOW), type=FootfallWindow)
    assert (window.kind, window.staff_entered, window.staff_left) == ("door", 0, 0)
