import pytest

from hub.holidays import check_country, country_of, holiday_names


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("Europe/Riga", "LV"),
        ("Europe/Berlin", "DE"),
        ("Europe/Warsaw", "PL"),
        ("America/New_York", "US"),
        ("Asia/Almaty", "KZ"),
        ("UTC", None),
        ("Etc/GMT-3", None),
        ("CET", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_zone_tells_the_country_it_is_named_for(timezone: str, country: str | None) -> None:
    assert country_of(timezone) == country


def test_holidays_are_those_of_the_law() -> None:
    """Latvia: midsummer is two days; Germany as a whole has nine."""
    latvia = holiday_names("LV", [2025])
    assert {"2025-06-23", "2025-06-24", "2025-11-18", "2025-12-26"} <= latvia.keys()
    assert len(holiday_names("DE", [2025])) == 9
    assert holiday_names("DE", [2025, 2026]).keys() > holiday_names("DE", [2025]).keys()


def test_an_unknown_country_is_refused_with_the_cure() -> None:
    assert check_country(" lv ") == "LV"
    for wrong in ("Latvia", "XX", "", "L'; --"):
        with pytest.raises(ValueError, match="two letters, such as LV"):
            check_country(wrong)
