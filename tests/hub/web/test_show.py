import pytest

from hub.domain.dwell import Between
from hub.web.show import between, date_of, duration

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
