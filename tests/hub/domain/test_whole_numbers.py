"""Whole numbers that come as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.domain.whole_numbers import whole_number


@given(number=some.integers(0, 10**30), most=some.integers(0, 10**30), zeros=some.integers(0, 9))
def test_a_number_is_read_up_to_the_greatest(number: int, most: int, zeros: int) -> None:
    found = whole_number("0" * zeros + str(number), most)
    assert found == (number if number <= most else None)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "+1", "1.0", "1 ", "1_0", "²", "\N{ARABIC-INDIC DIGIT ONE}", "x", "9" * 9999],
)
def test_what_is_no_number_or_too_great_is_none(text: str) -> None:
    assert whole_number(text, 10**6) is None


@given(text=some.text())
def test_no_text_is_too_much(text: str) -> None:
    assert whole_number(text, 99) in {None, *range(100)}
