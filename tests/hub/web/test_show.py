import pytest

from hub.domain.difference import Difference
from hub.domain.dwell import Between
from hub.domain.expression_shares import Measured
from hub.web.show import (
    between,
    change,
    change_range,
    date_of,
    duration,
    percent_range,
    share,
)

DASH = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, DASH),
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (125, "2 min 5 s"),
        (3599.7, "1 h"),
        (3900, "1 h 5 min"),
        (90_000, "25 h"),
    ],
)
def test_a_length_of_time(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, DASH),
        (Between(0, 5), "up to 5 s"),
        (Between(30, 60), "30 to 60 s"),
        (Between(60, 120), "1 to 2 min"),
        (Between(600, 1800), "10 to 30 min"),
        (Between(1800, None), "over 30 min"),
    ],
)
def test_a_span_that_a_length_lies_in(span: Between | None, text: str) -> None:
    assert between(span) == text


def test_a_date_is_the_shops() -> None:
    noon_of_the_last_of_february_ms = 1_772_280_000_000
    assert date_of(noon_of_the_last_of_february_ms, "UTC") == "28 Feb 2026"
    assert date_of(noon_of_the_last_of_february_ms, "Pacific/Auckland") == "1 Mar 2026"
    assert date_of(None, "UTC") == DASH


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (Difference(0.15, 0.04, 0.27), "+15, +4 to +27 points"),
        (Difference(-0.02, -0.05, 0.02), "~2, ~5 to +2 points"),
        (Difference(0.011, -0.012, 0.034), "+1.1, ~1.2 to +3.4 points"),
        # Clear, and not written as zero.
        (Difference(0.05, 0.002, 0.098), "+5.0, +0.2 to +9.8 points"),
        (Difference(-0.05, -0.098, -0.0001), "~5.00, ~9.80 to ~0.01 points"),
    ],
)
def test_a_difference_has_the_digits_that_its_interval_deserves(
    difference: Difference, text: str
) -> None:
    minus = "\N{MINUS SIGN}"
    assert f"{change(difference)}, {change_range(difference)}" == text.replace("~", minus)


@pytest.mark.parametrize(
    ("measured", "text"),
    [
        (Measured(0.25, 0.2, 0.3, too_few=False), "25%, 20 to 30%"),
        (Measured(0.25, 0.24, 0.26, too_few=False), "25.0%, 24.0 to 26.0%"),
        (Measured(0.25, None, None, too_few=False), "25%, uncorrected"),
    ],
)
def test_a_measured_share_says_when_it_is_not_corrected(measured: Measured, text: str) -> None:
    assert f"{share(measured)}, {percent_range(measured)}" == text
