"""Sentences that name what they are made of, so that they can be said in other languages later.

`domain/` and `figures/` know no language: they make a `Text`, which reads as English wherever it
goes (API, journal, tests) and which `hub.words.say` turns into the reader's language on a page.
"""

from typing import Any, Self


class Text(str):
    """An English sentence that remembers its pattern and its values."""

    __slots__ = ("num", "pattern", "plural", "values")

    pattern: str
    plural: str | None
    num: int
    values: dict[str, Any]

    def __new__(
        cls,
        pattern: str,
        values: dict[str, Any],
        plural: str | None = None,
        num: int = 1,
        english: str | None = None,
    ) -> Self:
        """Fill in the pattern; see `text`, `texts` and `worded`."""
        chosen = pattern if plural is None or num == 1 else plural
        filled = chosen % {name: _written(value) for name, value in values.items()}
        made = super().__new__(cls, filled if english is None else english)
        made.pattern, made.plural, made.num, made.values = pattern, plural, num, values
        return made


def text(pattern: str, /, **values: Any) -> Text:
    """A sentence: `text("The day %(day)s is no date.", day=asked)`.

    Whole numbers are written with separators; a percent sign is doubled, also without values.
    """
    return Text(pattern, values)


def texts(one: str, many: str, num: int, /, **values: Any) -> Text:
    """A sentence about a number of things, `%(num)s`: `texts("%(num)s day", "%(num)s days", n)`."""
    return Text(one, {"num": num, **values}, many, num)


def worded(english: str, pattern: str, /, **values: Any) -> Text:
    """A sentence that came in English from elsewhere, and what other languages say instead."""
    return Text(pattern, values, english=english)


def N_(pattern: str, /) -> str:  # noqa: N802 - the name that catalogues are collected by
    """Mark a constant for translation; whoever shows it says it with `hub.words.gettext`."""
    return pattern


def _written(value: Any) -> str:
    return f"{value:,}" if type(value) is int else str(value)
