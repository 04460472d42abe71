"""Blocks say what was put in, and spans make up exactly the days that were asked for."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.blocks import Level, Numbers, added, cover, cover_less, pack, unpack
from hub.domain.periods import days

WIDTH = 3
GREATEST = 2**63 - 1

some_days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
numbers = st.one_of(
    st.integers(-128, 127), st.integers(-(2**40), 2**40), st.integers(-GREATEST - 1, GREATEST)
)
tables = st.lists(st.lists(numbers, min_size=WIDTH, max_size=WIDTH), max_size=8)


def _table(rows: list[list[int]]) -> Numbers:
    return np.array(rows, np.int64).reshape(-1, WIDTH)


@given(st.lists(tables, max_size=6))
def test_blocks_give_back_what_was_packed(blocks: list[list[list[int]]]) -> None:
    owners, found = unpack([pack(_table(rows)) for rows in blocks], WIDTH)
    for place, rows in enumerate(blocks):
        assert found[owners == place].tolist() == rows


def test_small_numbers_take_few_bytes() -> None:
    assert len(pack(_table([[1, 2, 127]]))) == 1 + WIDTH
    assert len(pack(_table([[1, 2, 128]]))) == 1 + 2 * WIDTH


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3), st.integers(-9, 2**60))))
def test_rows_of_one_key_are_added_up(rows: list[tuple[int, int, int]]) -> None:
    sums: dict[tuple[int, int], int] = {}
    for site, key, number in rows:
        sums[site, key] = sums.get((site, key), 0) + number
    if any(abs(one) >= 2**63 for one in sums.values()):
        return
    wanted = [[*key, number] for key, number in sorted(sums.items()) if number]
    assert added(np.array(rows, np.int64).reshape(-1, 3), 2).tolist() == wanted


def _first_day(span: str) -> str:
    return (span + "-01-01")[:10]


def _last_day(span: str) -> str:
    if len(span) == len("2026"):
        return f"{span}-12-31"
    if len(span) == len("2026-03"):
        year, month = map(int, span.split("-"))
        return f"{span}-{monthrange(year, month)[1]:02d}"
    return span


@given(some_days, st.integers(0, 4000), st.sampled_from(Level))
def test_spans_make_up_the_days(first: date, more: int, longest: Level) -> None:
    last = first + timedelta(days=more)
    found: list[str] = []
    for level, begins, ends in cover(first.isoformat(), last.isoformat(), longest):
        assert level <= longest
        found += days(_first_day(begins), _last_day(ends))
    assert found == days(first.isoformat(), last.isoformat())


@pytest.mark.parametrize(
    ("first", "last", "spans"),
    [
        ("2026-03-02", "2026-03-30", ["2026-03-02..2026-03-30"]),
        ("2026-03-01", "2026-03-31", ["2026-03..2026-03"]),
        (
            "2023-11-30",
            "2026-02-01",
            [
                *("2023-11-30..2023-11-30", "2023-12..2023-12", "2024..2025"),
                *("2026-01..2026-01", "2026-02-01..2026-02-01"),
            ],
        ),
    ],
)
def test_the_fewest_spans_are_used(first: str, last: str, spans: list[str]) -> None:
    assert [f"{one.first}..{one.last}" for one in cover(first, last)] == spans


@given(some_days, st.integers(0, 900))
def test_long_spans_less_the_other_days_make_up_the_days(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    whole, others = cover_less(first.isoformat(), last.isoformat())
    found, taken = (
        [day for _, begins, ends in spans for day in days(_first_day(begins), _last_day(ends))]
        for spans in (whole, others)
    )
    assert len(set(found)) == len(found)
    assert len(set(taken)) == len(taken)
    assert set(taken) <= set(found)
    assert sorted(set(found) - set(taken)) == days(first.isoformat(), last.isoformat())


@pytest.mark.parametrize(
    ("first", "last", "spans", "without"),
    [
        (
            *("2026-10-24", "2026-11-20"),
            ["2026-10-24..2026-10-31", "2026-11..2026-11"],
            ["2026-11-21..2026-11-30"],
        ),
        (
            *("2025-11-21", "2026-11-20"),
            ["2025-11-21..2025-11-30", "2025-12..2025-12", "2026..2026"],
            ["2026-12..2026-12", "2026-11-21..2026-11-30"],
        ),
        ("2026-06-10", "2026-10-31", ["2026-06..2026-10"], ["2026-06-01..2026-06-09"]),
        ("2026-03-01", "2026-10-31", ["2026..2026"], ["2026-01..2026-02", "2026-11..2026-12"]),
    ],
)
def test_what_is_running_is_read_as_one(
    first: str, last: str, spans: list[str], without: list[str]
) -> None:
    found, taken = cover_less(first, last)
    assert [f"{one.first}..{one.last}" for one in found] == spans
    assert [f"{one.first}..{one.last}" for one in taken] == without
