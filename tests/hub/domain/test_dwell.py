"""Quantiles from bins against the single times that nobody may keep."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.dwell import BINS, LIMITS_SECONDS, Between, bin_of, binned, quantile
from wire.camera_events import DWELL_BINS


def test_the_bins_are_those_that_travel() -> None:
    assert BINS == DWELL_BINS


def _sorted_into_bins(times: list[float]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for seconds in times:
        name = next((str(top) for top in LIMITS_SECONDS if seconds <= top), "more")
        counts[name] = counts.get(name, 0) + 1
    return counts


@given(
    times=st.lists(st.floats(0.1, 4000), min_size=1, max_size=60),
    percent=st.sampled_from([1, 25, 50, 75, 90, 100]),
)
def test_the_quantile_of_the_single_times_lies_within_the_span(
    times: list[float], percent: int
) -> None:
    nearest_rank = sorted(times)[ceil(percent * len(times) / 100) - 1]
    span = quantile(binned(_sorted_into_bins(times)), percent / 100)
    assert span is not None
    assert span.low_seconds < nearest_rank
    assert span.high_seconds is None or nearest_rank <= span.high_seconds


@pytest.mark.parametrize(
    ("visits", "share", "span"),
    [
        ({}, 0.5, None),
        ({"60": 1}, 0.5, Between(30, 60)),
        ({"5": 9, "more": 1}, 0.9, Between(0, 5)),
        ({"5": 8, "more": 2}, 0.9, Between(1800, None)),
        ({"5": 1, "15": 1}, 0.5, Between(0, 5)),
        ({"5": 1, "15": 1}, 1.0, Between(5, 15)),
        ({"45": 2}, 0.5, Between(30, 60)),
        ({"90000": 2}, 0.5, Between(1800, None)),
        ({"0": 2}, 0.5, Between(0, 5)),
    ],
)
def test_the_span_of_a_quantile(visits: dict[str, int], share: float, span: Between | None) -> None:
    assert quantile(binned(visits), share) == span


def test_the_spans_follow_each_other_without_a_gap() -> None:
    spans = [bin_of(place) for place in range(len(BINS))]
    assert [one.high_seconds for one in spans[:-1]] == [one.low_seconds for one in spans[1:]]
    assert (spans[0].low_seconds, spans[-1].high_seconds) == (0, None)
