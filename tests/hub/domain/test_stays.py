from hypothesis import given
from hypothesis import strategies as st

from hub.domain.dwell import BINS
from hub.domain.stays import Stays, total

numbers = st.integers(0, 10**6)
stays = st.builds(
    Stays,
    numbers,
    numbers,
    numbers,
    numbers,
    numbers,
    numbers,
    st.tuples(*[numbers] * len(BINS)),
)


@given(st.lists(stays, max_size=6), st.lists(stays, max_size=6))
def test_the_order_of_adding_up_does_not_matter(some: list[Stays], others: list[Stays]) -> None:
    assert total([total(some), total(others)]) == total([*others, *some])


def test_nothing_added_up_is_nothing() -> None:
    nothing = total([])
    assert nothing == Stays()
    assert nothing.mean_seconds is None
    assert nothing.mean_people is None


def test_means_are_over_visits_and_over_time() -> None:
    two = total(
        [
            Stays(seconds=60, visits=2, dwell_ms=30_000, occupancy_ms=90_000, most=3),
            Stays(seconds=60, visits=1, dwell_ms=60_000, occupancy_ms=30_000, most=2),
        ]
    )
    assert (two.mean_seconds, two.mean_people, two.most) == (30.0, 1.0, 3)
