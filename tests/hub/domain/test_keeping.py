"""Whole months of presses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.keeping import first_kept_day


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        ("2026-03-03", 1, "2026-02-01"),
        ("2026-03-31", 12, "2025-03-01"),
        ("2026-01-01", 1, "2025-12-01"),
        ("2024-02-29", 13, "2023-01-01"),
    ],
)
def test_it_begins_with_a_month(today: str, months: int, expected: str) -> None:
    assert first_kept_day(today, months) == expected


@given(st.dates(), st.integers(1, 12))
def test_never_less_than_asked_for_and_under_a_month_more(day: object, months: int) -> None:
    today = str(day)
    if today < "0003":
        return
    first = first_kept_day(today, months)
    assert first.endswith("-01")
    apart = (int(today[:4]) - int(first[:4])) * 12 + int(today[5:7]) - int(first[5:7])
    assert apart == months


def test_nothing_is_refused_but_no_month_at_all() -> None:
    with pytest.raises(ValueError, match="one whole month"):
        first_kept_day("2026-03-03", 0)
