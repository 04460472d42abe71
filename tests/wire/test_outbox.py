import itertools
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.events import a_press, a_window
from wire.clock import FakeClock
from wire.errors import OutboxError, OutboxFullError
from wire.outbox import Outbox
from wire.spill import Kept, Spill


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "outbox.sqlite")
    yield box
    box.close()


def fill_the_disk(outbox: Outbox) -> None:
    """SQLite's own limit: the next page it needs is refused as a full disk refuses it."""
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count={pages}")


def empty_the_disk(outbox: Outbox) -> None:
    outbox._db.execute("PRAGMA max_page_count=1000000")


def fill_until_refused(outbox: Outbox) -> int:
    fill_the_disk(outbox)
    for stored in itertools.count():
        try:
            outbox.append(a_press())
        except OutboxFullError:
            return stored
    raise AssertionError("unreachable")


def test_events_are_numbered_without_gaps_and_come_back_in_order(outbox: Outbox) -> None:
    clock = FakeClock()
    assert [outbox.append(a_press(clock, button)) for button in (1, 2, 3)] == [1, 2, 3]
    rows = outbox.after(0, 10)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[0].at == clock.now()
    assert rows[2].body == b'{"button":3,"of":4,"play":false}'


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox.sqlite")
    box.append(a_press())
    box.append(a_window())
    box.acknowledge(1)
    before = box.state()
    box.close()
    again = Outbox(tmp_path / "outbox.sqlite")
    assert again.state() == before
    assert again.append(a_press()) == 3
    again.close()


def test_a_stored_event_is_seen_by_another_process_at_once(outbox: Outbox) -> None:
    outbox.append(a_press())
    other = sqlite3.connect(outbox.path)
    assert other.execute("SELECT count(*) FROM events").fetchone() == (1,)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
    assert outbox._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_counts_are_cumulative(outbox: Outbox) -> None:
    outbox.append(a_press(button=2))
    outbox.append(a_press(button=2))
    outbox.append(a_window(entered=3, left=2))
    assert outbox.state().counts == {
        "press.2": 2,
        "footfall.door.in": 3,
        "footfall.door.out": 2,
    }


def test_a_hub_restored_from_a_backup_gets_the_rest_again(outbox: Outbox) -> None:
    for _ in range(5):
        outbox.append(a_press())
    outbox.acknowledge(5)
    outbox.acknowledge(2)
    assert outbox.state().acked_seq == 2
    assert [row.seq for row in outbox.after(2, 10)] == [3, 4, 5]


def test_an_older_copy_of_the_outbox_goes_on_under_a_new_epoch(outbox: Outbox) -> None:
    for button in (1, 2, 3):
        outbox.append(a_press(button=button))
    outbox.acknowledge(1)
    old_epoch = outbox.state().epoch
    outbox.acknowledge(17)  # the hub holds more than this file ever sent
    state = outbox.state()
    assert state.epoch != old_epoch
    assert (state.last_seq, state.acked_seq) == (2, 0)
    assert state.counts == {"press.2": 1, "press.3": 1}
    assert [(row.seq, row.body[:11]) for row in outbox.after(0, 10)] == [
        (1, b'{"button":2'),
        (2, b'{"button":3'),
    ]
    assert outbox.append(a_press()) == 3


def test_events_made_before_the_time_was_known_get_it_later(outbox: Outbox) -> None:
    clock = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC), boot_ms=0, synced=False)
    outbox.append(a_press(clock))
    clock.advance(10)
    clock.wall, clock.synced = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC), True
    outbox.learn_time(clock.now())
    (row,) = outbox.after(0, 1)
    assert row.at.wall == datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)
    assert row.at.synced


def test_a_boot_that_never_knew_the_time_stays_marked(outbox: Outbox) -> None:
    clock = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC), synced=False)
    outbox.append(a_press(clock))
    clock.reboot()
    clock.wall, clock.synced = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), True
    outbox.append(a_press(clock))
    assert [row.at.synced for row in outbox.after(0, 2)] == [False, True]


@given(jumps=st.lists(st.integers(-100_000, 100_000), min_size=1, max_size=20))
@settings(max_examples=25)
def test_clock_jumps_neither_lose_nor_reorder_events(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int]
) -> None:
    box = Outbox(tmp_path_factory.mktemp("jumps") / "outbox.sqlite")
    clock = FakeClock(synced=False)
    for jump in jumps:
        clock.advance(1)
        clock.jump(jump)
        box.append(a_press(clock))
    clock.synced = True
    box.learn_time(clock.now())
    rows = box.after(0, 100)
    box.close()
    assert [row.seq for row in rows] == list(range(1, len(jumps) + 1))
    steps = [b.at.wall - a.at.wall for a, b in itertools.pairwise(rows)]
    assert steps == [timedelta(seconds=1)] * (len(jumps) - 1)


def test_old_delivered_events_go_and_others_stay(outbox: Outbox) -> None:
    clock = FakeClock()
    for _ in range(3):
        outbox.append(a_press(clock))
    outbox.acknowledge(2)
    clock.advance(31 * 86_400)
    assert outbox.prune(clock.now(), keep_days=30, max_size_mb=500) == 2
    assert [row.seq for row in outbox.after(0, 10)] == [3]
    assert outbox.state().oldest_seq == 3
    assert outbox.append(a_press(clock)) == 4


def test_without_a_trusted_clock_nothing_is_called_old(outbox: Outbox) -> None:
    clock = FakeClock(wall=datetime(2099, 1, 1, tzinfo=UTC), synced=False)
    outbox.append(a_press())
    outbox.acknowledge(1)
    assert outbox.prune(clock.now(), keep_days=1, max_size_mb=500) == 0


def test_above_its_size_only_delivered_events_go(outbox: Outbox) -> None:
    outbox.append_all([a_press() for _ in range(3000)])
    outbox.acknowledge(1000)
    assert outbox.prune(FakeClock().now(), keep_days=30, max_size_mb=0) == 1000
    assert outbox.state().oldest_seq == 1001


def test_a_damaged_file_is_set_aside_and_a_new_epoch_begins(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    path.write_bytes(b"this was a database before the power cut" * 100)
    box = Outbox(path)
    assert box.replaced is not None
    assert (tmp_path / box.replaced).exists()
    assert box.append(a_press()) == 1
    box.close()


def test_damaged_files_do_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    for _ in range(6):
        path.write_bytes(b"garbage" * 1000)
        Outbox(path).close()
    assert len(list(tmp_path.glob("*.broken-*"))) == 3


def test_a_directory_in_the_way_is_said_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(OutboxError, match="cannot be opened"):
        Outbox(tmp_path)


def test_a_full_disk_stores_nothing_and_says_so(outbox: Outbox) -> None:
    stored = fill_until_refused(outbox)
    assert outbox.state().last_seq == stored
    empty_the_disk(outbox)
    assert outbox.append(a_press()) == stored + 1


class TestSpill:
    def test_events_wait_in_memory_in_order_while_the_disk_is_full(self, outbox: Outbox) -> None:
        stored = fill_until_refused(outbox)
        spill = Spill(outbox, limit_events=100)
        clock = FakeClock()
        kept = [spill.record(a_press(clock, button)) for button in (3, 1, 2)]
        assert kept == [Kept.IN_MEMORY] * 3
        assert spill.waiting == 3
        empty_the_disk(outbox)
        assert spill.flush()
        assert spill.waiting == 0
        assert [row.body[10:11] for row in outbox.after(stored, 10)] == [b"3", b"1", b"2"]

    def test_above_the_stated_limit_events_are_counted_as_lost(self, outbox: Outbox) -> None:
        fill_until_refused(outbox)
        spill = Spill(outbox, limit_events=2)
        kept = [spill.record(a_press()) for _ in range(5)]
        assert kept == [Kept.IN_MEMORY] * 2 + [Kept.LOST] * 3
        assert (spill.waiting, spill.lost) == (2, 3)
        empty_the_disk(outbox)
        assert spill.record(a_press()) is Kept.ON_DISK
