"""Saying something in the language of whoever reads it.

The language belongs to the context: a request, or the making of one mail. Patterns are always
filled in with `%`, so a percent sign is doubled in every text, also in one without values.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from hub.domain.text import Text
from hub.words.catalogues import ENGLISH, LANGUAGES, catalogue
from hub.words.numbers import decimal

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The language that is spoken now, a key of `LANGUAGES`."""
    return _language.get()


def speak(chosen: str) -> None:
    """Speak a language from here on in this context.

    Raises:
        ValueError: one that the hub does not speak.
    """
    if chosen not in LANGUAGES:
        raise ValueError(f"There is no language {chosen!r}; choose one of {', '.join(LANGUAGES)}.")
    _language.set(chosen)


@contextmanager
def using(chosen: str) -> Iterator[None]:
    """Speak a language for a while: one mail, one PDF."""
    before = language()
    speak(chosen)
    try:
        yield
    finally:
        _language.set(before)


def pattern_of(one: str, many: str | None = None, num: int = 1) -> str:
    """A pattern in the language that is spoken, not filled in; English where it is missing."""
    known = catalogue(language())
    return known.gettext(one) if many is None else known.ngettext(one, many, num)


def filled_in(values: dict[str, Any]) -> dict[str, Any]:
    """Values as they are written: whole numbers with separators, sentences translated."""
    return {name: _written(value) for name, value in values.items()}


def gettext(pattern: str, /, **values: Any) -> str:
    """A text: `_("The last %(num)s days", num=28)`. Whole numbers get their separators here."""
    return pattern_of(pattern) % filled_in(values)


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """A text about a number of things, which is `%(num)s` in it."""
    return pattern_of(one, many, num) % filled_in({"num": num, **values})


def say(told: object) -> str:
    """A `Text`, or an error that carries one, in the language that is spoken; else as it is."""
    if isinstance(told, BaseException):
        told = told.args[0] if told.args and isinstance(told.args[0], Text) else str(told)
    if not isinstance(told, Text) or language() == ENGLISH:
        return str(told)
    return pattern_of(told.pattern, told.plural, told.num) % filled_in(told.values)


def _written(value: Any) -> Any:
    if isinstance(value, Text):
        return say(value)
    return decimal(value, language()) if type(value) is int else value
