"""The index against its formula, and its interval against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.index import index
from hub.domain.scale import is_happy, label, mood, worth

rows = st.lists(
    st.integers(2, 6).flatmap(
        lambda of: st.tuples(st.integers(1, of), st.just(of), st.integers(0, 500))
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("of", "points"),
    [
        (2, [100, 0]),
        (3, [100, 50, 0]),
        (4, [100, 66.67, 33.33, 0]),
        (5, [100, 75, 50, 25, 0]),
        (6, [100, 80, 60, 40, 20, 0]),
    ],
)
def test_a_press_is_worth_even_steps(of: int, points: list[float]) -> None:
    found = [index([(button, of, 1)]).value for button in range(1, of + 1)]
    assert found == pytest.approx(points, abs=0.01)


def test_kiosks_of_different_size_add_up_by_worth() -> None:
    assert index([(1, 4, 30), (4, 4, 10), (3, 5, 60)]).value == pytest.approx(60.0)


def test_no_presses_no_value() -> None:
    assert index([]) == (None, 0.0, 100.0)


def test_two_buttons_give_near_the_interval_of_the_share() -> None:
    found = index([(1, 2, 85), (2, 2, 15)])
    assert (round(found.low), round(found.high)) == (77, 91)


@given(rows)
def test_interval_holds_the_value_within_0_and_100(
    counts: list[tuple[int, int, int]],
) -> None:
    value, low, high = index(counts)
    assert 0 <= low <= high <= 100
    assert value is None or low - 1e-9 <= value <= high + 1e-9


@given(st.integers(2, 6), st.integers(1, 1000))
def test_presses_all_on_one_button_are_not_certainty(of: int, n: int) -> None:
    value, low, high = index([(1, of, n)])
    assert value == 100
    assert low < 100 == high


@pytest.mark.parametrize(
    "shares",
    [(0.7, 0.2, 0.07, 0.03), (0.25, 0.25, 0.25, 0.25), (0.95, 0.03, 0.01, 0.01), (0.5, 0, 0, 0.5)],
)
@pytest.mark.parametrize("n", [20, 50, 200])
def test_interval_holds_the_truth_in_95_cases_of_100(shares: tuple[float, ...], n: int) -> None:
    truth = 100 * sum(share * worth(button, 4) for button, share in enumerate(shares, start=1))
    samples = np.random.default_rng(7).multinomial(n, shares, size=1000)
    found = [index([(b, 4, int(c)) for b, c in enumerate(one, start=1)]) for one in samples]
    held = np.mean([low <= truth <= high for _, low, high in found])
    # 0.95 less three standard errors of 1,000 samples and what discreteness takes from n = 20
    assert held >= 0.92


@pytest.mark.parametrize(("of", "happy"), [(2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_the_upper_half_is_happy_a_middle_button_is_not(of: int, happy: int) -> None:
    assert sum(is_happy(button, of) for button in range(1, of + 1)) == happy


def test_every_button_has_its_name_and_face() -> None:
    for of in range(2, 7):
        assert len({label(button, of) for button in range(1, of + 1)}) == of
        assert mood(1, of) == "best"
        assert mood(of, of) == "worst"
    assert [mood(button, 5) for button in range(1, 6)] == [
        "best",
        "good",
        "neutral",
        "bad",
        "worst",
    ]
