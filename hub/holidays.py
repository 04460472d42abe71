"""Public holidays, and which country a shop is in. Alone uses the `holidays` library."""

import zoneinfo
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import holidays

_ZONES: Final = "zone.tab"
"""Each zone with the one country that it is named for (IANA; Debian's tzdata and the package)."""


def countries() -> frozenset[str]:
    """All countries whose holidays are known, as ISO 3166-1 alpha-2."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def check_country(written: str) -> str:
    """A country's code in capitals.

    Raises:
        ValueError: its holidays are not known.
    """
    code = written.strip().upper()
    if code not in countries():
        raise ValueError(
            f"{written[:40]!r} is no country with known holidays; write two letters, such as LV"
        )
    return code


def country_of(timezone: str) -> str | None:
    """The country that a time zone is named for. None: for none (UTC), or an unknown one."""
    code = _countries_by_zone().get(timezone)
    return code if code in countries() else None


def holiday_names(country: str, years: Collection[int]) -> Mapping[str, str]:
    """The names of all public holidays of some years, by ISO date.

    Args:
        country: one of `countries()`.
        years: which.
    """
    return {
        day: name for year in sorted(set(years)) for day, name in _of_year(country, year).items()
    }


@cache
def _of_year(country: str, year: int) -> Mapping[str, str]:
    found = holidays.country_holidays(country, years=year)
    return {day.isoformat(): name for day, name in sorted(found.items())}


@cache
def _countries_by_zone() -> Mapping[str, str]:
    rows = (line.split("\t") for line in _zone_table().splitlines() if not line.startswith("#"))
    return {row[2].strip(): row[0] for row in rows if len(row) > 2}


def _zone_table() -> str:
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / _ZONES
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return resources.files("tzdata.zoneinfo").joinpath(_ZONES).read_text(encoding="utf-8")
