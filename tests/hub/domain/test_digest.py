"""What changed most, judged by simulation."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.digest import Series, changes


def test_a_real_change_comes_first_and_is_called_so() -> None:
    calm = Series("calm", 101.0, (100.0, 103.0, 98.0, 99.0, 102.0, 101.0))
    jump = Series("jump", 160.0, (100.0, 103.0, 98.0, 99.0, 102.0, 101.0))
    found = changes([calm, jump])
    assert [one.key for one in found] == ["jump", "calm"]
    assert [one.more_than_noise for one in found] == [True, False]
    assert found[1].low < 101 < found[1].high


def test_too_short_a_past_is_left_out() -> None:
    assert changes([Series("new", 5.0, (1.0, 2.0, 3.0))]) == []
    assert changes([]) == []


def test_figures_that_never_moved_and_move_now_are_a_change() -> None:
    (found,) = changes([Series("x", 1.0, (0.0,) * 5)])
    assert found.more_than_noise
    (found,) = changes([Series("x", 0.0, (0.0,) * 5)])
    assert not found.more_than_noise
    (found,) = changes([Series("x", 1.0, (0.0,) * 5, floor=1.0)])
    assert not found.more_than_noise


def test_nineteen_of_twenty_calm_reports_call_nothing_a_change() -> None:
    random = np.random.default_rng(3)
    reports, figures = 2000, 12
    false = covered = 0
    for _ in range(reports):
        weeks = random.normal(100, 9, (figures, 9))
        found = changes([Series(n, row[0], tuple(row[1:])) for n, row in enumerate(weeks)])
        false += any(one.more_than_noise for one in found)
        covered += sum(one.low <= one.now <= one.high for one in found)
    assert 0.035 < false / reports < 0.066
    assert 0.945 < covered / (reports * figures) < 0.955


figures = st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=12)


@given(figures, st.floats(0.001, 1000), st.floats(-1000, 1000))
def test_units_do_not_matter(values: list[float], scale: float, shift: float) -> None:
    (one,) = changes([Series(0, values[0], tuple(values[1:]), floor=1e-3)])
    (other,) = changes(
        [
            Series(
                0,
                values[0] * scale + shift,
                tuple(value * scale + shift for value in values[1:]),
                floor=1e-3 * scale,
            )
        ]
    )
    assert abs(one.chance - other.chance) < 1e-3
