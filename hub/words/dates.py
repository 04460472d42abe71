"""How languages write days, weekdays and months. Patterns are those of Unicode TR 35, part 4."""

from datetime import date
from functools import lru_cache
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date

Form = Literal["long", "short", "date", "month"]

_PATTERNS: Final[dict[str, dict[Form, str]]] = {
    "en": {"long": "EEEE d MMMM y", "short": "EEE d MMM", "date": "d MMM y", "month": "LLLL y"},
    "ru": {
        "long": "EEEE, d MMMM y\N{NO-BREAK SPACE}'г'.",  # noqa: RUF001 - Russian
        "short": "EEE, d MMM",
        "date": "d MMM y",
        "month": "LLLL y",
    },
    "pl": {"long": "EEEE, d MMMM y", "short": "EEE, d MMM", "date": "d MMM y", "month": "LLLL y"},
    "de": {
        "long": "EEEE, d. MMMM y",
        "short": "EEE, d. MMM",
        "date": "d. MMM y",
        "month": "LLLL y",
    },
}


@lru_cache(maxsize=10_000)
def write_date(day: date, form: Form, language: str) -> str:
    """A day: `long` Tuesday 3 March 2026, `short` Tue 3 Mar, `date` 3 Mar 2026, `month`."""
    return format_date(day, _PATTERNS[language][form], language)


@lru_cache
def weekdays(width: Literal["wide", "abbreviated"], language: str) -> tuple[str, ...]:
    """The days of the week as they stand alone in a table, Monday first."""
    names = Locale.parse(language).days["stand-alone"][width]
    return tuple(names[n] for n in range(7))
