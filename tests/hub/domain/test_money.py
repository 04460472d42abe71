import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.money import check_currency, digits_of, parse_amount


@pytest.mark.parametrize(
    ("written", "currency", "amount"),
    [
        ("1234.50", "EUR", 123450),
        ("1234,50", "EUR", 123450),
        ("1 234,5", "EUR", 123450),
        ("1\u202f234,50", "EUR", 123450),  # as Russian and French spreadsheets group
        ("1'234.50", "CHF", 123450),
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "USD", 123450),
        ("1.234.567,89", "EUR", 123456789),
        ("1.234.567", "EUR", 123456700),
        ("12345", "EUR", 1234500),
        ("-3.20", "EUR", -320),
        ("\u22123,20", "EUR", -320),
        ("0.500", "EUR", 50),
        ("1,234", "JPY", 1234),
        ("1.234", "KWD", 1234),
        ("7.0", "JPY", 7),
    ],
)
def test_amounts_of_many_countries(written: str, currency: str, amount: int) -> None:
    assert parse_amount(written, currency) == amount


@pytest.mark.parametrize(
    ("written", "currency", "why"),
    [
        ("1,234", "EUR", "thousands or decimals"),
        ("1.234", "USD", "thousands or decimals"),
        ("12.345,678", "EUR", "more digits"),
        ("1.5", "JPY", "more digits"),
        ("=SUM(A1:A9)", "EUR", "no amount"),
        ("", "EUR", "no amount"),
        ("1e5", "EUR", "no amount"),
        ("12.34.56", "EUR", "no amount"),
        ("1,23.45", "EUR", "no amount"),
        ("\u0661\u0662", "EUR", "no amount"),
        ("9" * 30, "EUR", "more than a till"),
        ("nan", "EUR", "no amount"),
    ],
)
def test_what_is_no_amount_is_refused(written: str, currency: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_amount(written, currency)


@given(
    st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]), st.sampled_from(".,")
)
def test_what_is_written_is_read_again(amount: int, currency: str, mark: str) -> None:
    digits = digits_of(currency)
    whole, part = divmod(abs(amount), 10**digits)
    sign = "-" if amount < 0 else ""
    written = f"{sign}{whole}{mark}{part:0{digits}d}" if digits else f"{sign}{whole}"
    assert parse_amount(written, currency) == amount


def test_currencies_are_three_letters() -> None:
    assert check_currency(" eur ") == "EUR"
    for wrong in ("\u20ac", "EURO", "E1R", ""):
        with pytest.raises(ValueError, match="no currency"):
            check_currency(wrong)
