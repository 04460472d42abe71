"""How languages write numbers, and call countries. Babel knows; it is too slow for each cell."""

from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

_MINUS: Final = "\N{MINUS SIGN}"


class Marks(NamedTuple):
    """What stands between thousands, before decimals, and after a percentage."""

    group: str
    point: str
    percent: str


@cache
def marks(language: str) -> Marks:
    """The marks of a language."""
    pattern = Locale.parse(language).percent_formats[None]
    return Marks(get_group_symbol(language), get_decimal_symbol(language), pattern.suffix[0])


def country(code: str, language: str) -> str:
    """The name of a country (ISO 3166, two letters); the code itself where none is known."""
    return str(Locale.parse(language).territories.get(code, code))


def decimal(value: float, language: str, digits: int = 0, *, signed: bool = False) -> str:
    """A number: 12,345.6 or 12 345,6. `signed` writes + or a true minus before it, but of 0."""
    rounded = round(value, digits)
    english = f"{rounded:+,.{digits}f}" if signed and rounded else f"{value:z,.{digits}f}"
    return english.translate(_marks_for(language))


@cache
def _marks_for(language: str) -> dict[int, str]:
    """What each mark of English is in a language."""
    group, point, _ = marks(language)
    return {ord(","): group, ord("."): point, ord("-"): _MINUS}
