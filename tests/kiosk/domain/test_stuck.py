"""Jammed buttons: noticed, not counted, well again."""

from kiosk.domain.press import Contact
from kiosk.domain.stuck import StuckWatch


def make_watch() -> StuckWatch:
    return StuckWatch(stuck_ms=30_000, recover_ms=1_000)


def down(at_ms: int, button: int = 1) -> Contact:
    return Contact(button, True, at_ms)


def up(at_ms: int, button: int = 1) -> Contact:
    return Contact(button, False, at_ms)


def test_a_press_counts_and_its_release_does_not() -> None:
    watch = make_watch()
    assert watch.contact(down(0))
    assert not watch.contact(up(200))
    assert watch.stuck == set()
    assert watch.due_ms is None


def test_a_button_held_too_long_is_stuck() -> None:
    watch = make_watch()
    watch.contact(down(0))
    assert watch.due_ms == 30_000
    watch.tick(29_999)
    assert watch.stuck == set()
    watch.tick(30_000)
    assert watch.stuck == {1}
    assert watch.due_ms is None


def test_a_trembling_jam_counts_nothing() -> None:
    watch = make_watch()
    watch.contact(down(0))
    counted = [
        watch.contact(contact)
        for at_ms in range(40_000, 60_000, 400)
        for contact in (up(at_ms), down(at_ms + 100))
    ]
    assert not any(counted)
    assert watch.stuck == {1}


def test_a_freed_button_is_well_after_a_second_and_counts_again() -> None:
    watch = make_watch()
    watch.contact(down(0))
    watch.tick(60_000)
    watch.contact(up(70_000))
    assert watch.due_ms == 71_000
    watch.tick(71_000)
    assert watch.stuck == set()
    assert watch.contact(down(80_000))


def test_recovery_goes_by_instants_and_needs_no_tick() -> None:
    """The loop may have slept through the second that made the button well."""
    watch = make_watch()
    watch.contact(down(0))
    watch.tick(60_000)
    watch.contact(up(70_000))
    assert watch.contact(down(71_000))


def test_one_stuck_button_leaves_the_others_alone() -> None:
    watch = make_watch()
    watch.contact(down(0, button=1))
    watch.tick(40_000)
    assert watch.contact(down(41_000, button=2))
    assert watch.stuck == {1}
