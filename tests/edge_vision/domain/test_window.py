from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.line_counter import Crossing, Direction
from edge_vision.domain.window import LineCounts, Windows, ZoneCounts
from edge_vision.domain.zones import Visit, ZoneNow


def windows(start_ms: int = 1_000) -> Windows:
    return Windows(("door", "street"), 60_000, start_ms, ("table",))


def crossing(
    line: str, direction: Direction, *, staff: bool = False, time_s: float = 0.0
) -> Crossing:
    return Crossing(line, time_s, direction, staff)


def test_a_window_closes_when_its_time_is_over_and_the_next_begins_there() -> None:
    open_one = windows()
    open_one.crossed(crossing("door", "in"))
    open_one.crossed(crossing("door", "out"))
    open_one.crossed(crossing("street", "in"))
    open_one.looked(dropped=2)
    assert open_one.close_due(60_999) is None
    closed = open_one.close_due(61_200)
    assert closed is not None
    assert (closed.start_ms, closed.seconds) == (1_000, 60)
    assert closed.counts == {"door": LineCounts(1, 1), "street": LineCounts(1, 0)}
    assert closed.zones == {"table": ZoneCounts()}
    assert (closed.frames, closed.dropped) == (1, 2)
    assert open_one.start_ms == 61_000
    assert open_one.counts == {"door": LineCounts(), "street": LineCounts()}


def test_staff_are_counted_apart() -> None:
    open_one = windows()
    open_one.crossed(crossing("door", "in", staff=True))
    open_one.crossed(crossing("door", "out", staff=True))
    open_one.crossed(crossing("door", "in"))
    assert open_one.counts["door"] == LineCounts(1, 0, 1, 1)


def test_who_turns_out_to_be_staff_is_put_right_in_the_open_window_only() -> None:
    open_one = windows()
    early, late = crossing("door", "in", time_s=3.0), crossing("door", "out", time_s=70.0)
    open_one.crossed(early)
    open_one.looked(dropped=0)
    closed = open_one.close_due(61_000)
    open_one.crossed(late)
    assert not open_one.turned_staff(early)
    assert open_one.turned_staff(late)
    assert not open_one.turned_staff(late)
    assert closed is not None
    assert closed.counts["door"] == LineCounts(1, 0)
    assert open_one.counts["door"] == LineCounts(0, 0, 0, 1)


def test_zones_add_up_time_and_remember_the_most() -> None:
    open_one = windows()
    open_one.happened_in_zones([], [ZoneNow("table", 1, 0.5)])
    open_one.happened_in_zones([Visit("table", 2.0, 12.5)], [ZoneNow("table", 3, 0.25)])
    open_one.happened_in_zones([Visit("table", 2.0, 5.0, staff=True)], [ZoneNow("table", 0, 0.0)])
    assert open_one.zone_counts["table"] == ZoneCounts((10.5,), 1, 0.75, 3)
    assert open_one.close_due(61_000) is not None
    assert open_one.zone_counts["table"] == ZoneCounts()


def test_a_pause_is_not_filled_with_windows_in_which_nobody_looked() -> None:
    open_one = windows()
    assert open_one.close_due(1_000 + 60_000 * 500) is not None
    assert open_one.start_ms == 1_000 + 60_000 * 500
    assert open_one.close_due(1_000 + 60_000 * 500 + 1) is None


def test_at_the_end_the_rest_is_kept_if_anybody_looked() -> None:
    open_one = windows()
    assert open_one.close_now(20_000) is None
    open_one.looked(dropped=0)
    closed = open_one.close_now(32_400)
    assert closed is not None
    assert closed.seconds == 12


@given(st.lists(st.tuples(st.integers(0, 40_000), st.sampled_from(["in", "out"])), max_size=50))
def test_no_crossing_is_lost_or_doubled_between_windows(
    events: list[tuple[int, Direction]],
) -> None:
    open_one = windows(0)
    now_ms, closed = 0, []
    for pause_ms, direction in events:
        now_ms += pause_ms
        if (window := open_one.close_due(now_ms)) is not None:
            closed.append(window)
        open_one.crossed(crossing("door", direction, time_s=now_ms))
        open_one.looked(dropped=0)
    if (window := open_one.close_now(now_ms)) is not None:
        closed.append(window)
    assert sum(window.counts["door"].entered for window in closed) == sum(
        direction == "in" for _, direction in events
    )
    assert sum(window.frames for window in closed) == len(events)
    starts = [window.start_ms for window in closed]
    assert starts == sorted(set(starts))
