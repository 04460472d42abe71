from pathlib import Path

from wire.clock import FakeClock, SystemClock


def test_the_machine_is_synced_when_timesyncd_says_so(tmp_path: Path) -> None:
    marker = tmp_path / "synchronized"
    clock = SystemClock(marker)
    assert not clock.now().synced
    marker.touch()
    assert clock.now().synced


def test_the_machines_stamp_is_complete() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.wall.utcoffset() is not None
    assert len(first.boot) == 32
    assert second.boot_ms >= first.boot_ms > 0
    assert SystemClock().boot == clock.boot


def test_setting_the_wall_clock_does_not_move_the_time_since_boot() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.jump(-3600)
    clock.advance(2)
    after = clock.now()
    assert after.boot_ms - before.boot_ms == 2000
    assert (after.wall - before.wall).total_seconds() == -3598
