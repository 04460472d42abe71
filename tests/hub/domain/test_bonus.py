"""Bonus cards: weights of 100 %, and what may be a part at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import bonus
from hub.domain.bonus import CardFault, Found, Measure, Part, add_up, faults

CARD = [
    Part("Base", Measure.BASE, 55, 0, 0),
    Part("Punctuality", Measure.ENTERED, 15, 0, 100),
    Part("Courtesy", Measure.MYSTERY, 10, 50, 90),
    Part("Customers", Measure.INDEX, 20, 60, 80),
]


def exactly(value: float) -> Found:
    return Found(value, value, value)


def test_the_classic_card_adds_up() -> None:
    # 55 + 15 of 15 for 100 % punctual + half of 10 for 70 of 50..90 + 3/4 of 20 for 75 of 60..80
    card = add_up(CARD, [None, exactly(100), exactly(70), Found(75, 70, 80)])
    assert card.value == pytest.approx(55 + 15 + 5 + 15)
    assert (card.low, card.high) == pytest.approx((55 + 15 + 5 + 10, 55 + 40))


def test_a_part_without_a_measurement_leaves_a_span_and_no_value() -> None:
    card = add_up(CARD, [None, exactly(100), None, exactly(80)])
    assert card.value is None
    assert (card.low, card.high) == (90, 100)


def test_expression_shares_can_be_no_part() -> None:
    assert {one.value for one in Measure} == {
        "base",
        "entered",
        "index",
        "happy",
        "mystery",
        "response",
    }
    with pytest.raises(ValueError, match="expression"):
        Measure("expression")


def test_nothing_that_fills_cards_reads_expressions() -> None:
    hub = Path(bonus.__file__).parents[1]
    sources = [
        hub / "domain" / "bonus.py",
        hub / "figures" / "bonus.py",
        hub / "store" / "bonus.py",
    ]
    for source in sources:
        imports = [line for line in source.read_text().splitlines() if "import" in line.split()]
        assert not [line for line in imports if "expression" in line], source.name


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], [CardFault.NONE]),
        ([Part("a", Measure.BASE, 99, 0, 0)], [CardFault.SUM]),
        ([Part("a", Measure.BASE, 60, 0, 0), Part("b", Measure.BASE, 41, 0, 0)], [CardFault.SUM]),
        ([Part("", Measure.BASE, 100, 0, 0)], [CardFault.NAME]),
        (
            [Part("a", Measure.BASE, 50, 0, 0), Part("A ", Measure.BASE, 50, 0, 0)],
            [CardFault.TWICE],
        ),
        (
            [Part("a", Measure.BASE, 0, 0, 0), Part("b", Measure.BASE, 100, 0, 0)],
            [CardFault.WEIGHT],
        ),
        ([Part("a", Measure.INDEX, 100, 80, 80)], [CardFault.TARGET]),
        ([Part("a", Measure.INDEX, 100, 80, 101)], [CardFault.TARGET]),
        (CARD, []),
    ],
)
def test_what_makes_no_card_is_named(parts: list[Part], expected: list[CardFault]) -> None:
    assert faults(parts) == expected


@given(st.lists(st.tuples(*[st.floats(0, 100)] * 3), min_size=3, max_size=3))
def test_a_card_stays_within_its_weights(ends: list[tuple[float, float, float]]) -> None:
    found = [None, *(Found(sorted(one)[1], min(one), max(one)) for one in ends)]
    card = add_up(CARD, found)
    assert card.value is not None
    assert 55 - 1e-9 <= card.low <= card.value + 1e-9
    assert card.value <= card.high + 1e-9 <= 100 + 1e-8
