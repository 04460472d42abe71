"""Lines of sales files, right and wrong."""

import pytest

from hub.domain.sales_file import check
from hub.domain.sales_lines import Sale, Shop, heading, read_line

SHOPS = {"north": Shop(1, "2026-03-03", 12), "south": Shop(2, "2026-03-04", 1)}


def a_line(**changes: str) -> dict[str, str]:
    line = {"shop": "north", "day": "2026-03-02", "hour": "14", "transactions": "37"}
    return {**line, "turnover": "812.40", "currency": "EUR", **changes}


def test_a_line_is_read() -> None:
    assert read_line(a_line(), SHOPS) == Sale(1, "2026-03-02", 14, 37, 81240, "EUR")


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"day": "2.3.2026"}, ("2026-03-02", 14)),
        ({"day": " 02.03.2026 "}, ("2026-03-02", 14)),
        ({"hour": "09:00"}, ("2026-03-02", 9)),
        ({"hour": "9:00:00"}, ("2026-03-02", 9)),
        ({"hour": ""}, ("2026-03-02", None)),
        ({"shop": "south", "day": "2026-03-04", "hour": "1"}, ("2026-03-04", 1)),
    ],
)
def test_days_and_hours_as_people_write_them(
    changes: dict[str, str], read: tuple[str, int | None]
) -> None:
    sale = read_line(a_line(**changes), SHOPS)
    assert (sale.day, sale.hour) == read


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"shop": "west"}, "there is no shop \u201cwest\u201d"),
        ({"shop": "=cmd|'/c calc'!A1"}, "there is no shop"),
        ({"shop": "\U0001f6d2'; DROP TABLE sites; --"}, "there is no shop"),
        ({"day": "2026-02-30"}, "no day"),
        ({"day": "03/02/2026"}, "no day"),
        ({"day": "2026-03-04"}, "in the future"),
        ({"day": "2026-03-03", "hour": "13"}, "2026-03-03 13:00 lies in the future"),
        ({"day": "2026-03-03", "hour": ""}, "2026-03-03 is not over"),
        ({"day": "1999-12-31"}, "is before 2020-01-01"),
        ({"hour": "24"}, "no hour"),
        ({"hour": "9:30"}, "no hour"),
        ({"transactions": "-1"}, "no number of transactions"),
        ({"transactions": "3.5"}, "no number of transactions"),
        ({"transactions": "=1+1"}, "no number of transactions"),
        ({"transactions": "1000001"}, "up to 1,000,000"),
        ({"turnover": "lots"}, "no amount"),
        ({"currency": ""}, "needs its currency"),
        ({"currency": "\u20ac"}, "no currency"),
    ],
)
def test_a_wrong_line_says_why(changes: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_line(a_line(**changes), SHOPS)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["shop", "day"], "lacks transactions"),
        ([], "lacks shop, day, transactions"),
        (["shop", "day", "transactions", "discount"], "\u201cdiscount\u201d"),
        (["shop", "day", "transactions", "day"], "twice"),
        (["shop", "day", "transactions", "turnover"], "belong together"),
    ],
)
def test_a_wrong_heading_says_why(cells: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        heading(cells)


def test_headings_may_be_in_any_order_and_case() -> None:
    assert heading(["Day", " SHOP", "Transactions"]) == ("day", "shop", "transactions")


def test_lines_that_contradict_each_other_are_faults() -> None:
    names = ("shop", "day", "hour", "transactions", "turnover", "currency")
    rows = [
        ["north", "2026-03-01", "9", "3", "1.00", "EUR"],
        ["north", "2026-03-01", "9", "3", "1.00", "EUR"],
        ["north", "2026-03-01", "", "3", "1.00", "EUR"],
        ["north", "2026-03-01", "10", "3", "1.00", "USD"],
        ["north", "2026-02-01", "", "3", "1.00", "EUR"],
        ["north", "2026-02-01", "", "4", "1.00", "EUR"],
        ["north", "2026-02-01", "", "4"],
    ]
    checked = check(names, enumerate(rows, start=2), SHOPS)
    assert [(fault.line, str(fault.text)) for fault in checked.faults] == [
        (3, "this hour of this shop is there twice"),
        (4, "this day has both a total and hours; give one of them"),
        (5, "one day of one shop has two currencies, or only one for some hours"),
        (7, "this day of this shop is there twice"),
        (8, "there are 4 cells under 6 columns"),
    ]


def test_only_the_first_faults_are_kept_but_all_are_counted() -> None:
    rows = [["nowhere", "2026-03-01", "1"]] * 1000
    checked = check(("shop", "day", "transactions"), enumerate(rows, start=2), SHOPS)
    assert (len(checked.faults), checked.fault_count, checked.lines) == (20, 1000, 1000)
