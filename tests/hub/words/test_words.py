"""Languages: what is said, and how numbers and dates are written."""

import threading
from datetime import date

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.device_problems import problem_text
from hub.domain.text import text, texts, worded
from hub.words import LANGUAGES, catalogues, gettext, language, ngettext, say, speak, using
from hub.words.dates import weekdays, write_date
from hub.words.numbers import country, decimal, marks

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    """German with the words that these tests need, and spoken."""
    found = Translations()
    found._catalog = {
        "%(name)s has %(n)s": "%(name)s hat %(n)s",
        ("%(num)s press", 0): "%(num)s Druck",
        ("%(num)s press", 1): "%(num)s Drücke",
    }
    found.plural = lambda n: int(n != 1)
    monkeypatch.setattr("hub.words.spoken.catalogue", lambda _: found)


def test_english_is_spoken_unless_told_otherwise() -> None:
    assert language() == "en"
    assert gettext("%(name)s has %(n)s", name="Anna", n=1234) == "Anna has 1,234"
    assert ngettext("%(num)s press", "%(num)s presses", 1) == "1 press"
    assert ngettext("%(num)s press", "%(num)s presses", 5000) == "5,000 presses"


@pytest.mark.usefixtures("german")
def test_a_text_is_said_in_the_language_of_the_context() -> None:
    with using("de"):
        assert gettext("%(name)s has %(n)s", name="Anna", n=1234) == "Anna hat 1.234"
        assert ngettext("%(num)s press", "%(num)s presses", 5000) == "5.000 Drücke"
        assert gettext("not yet translated") == "not yet translated"
    assert language() == "en"


@pytest.mark.usefixtures("german")
def test_a_domain_text_is_english_until_it_is_said() -> None:
    inner = texts("%(num)s press", "%(num)s presses", 1200)
    told = text("%(name)s has %(n)s", name="Anna", n=inner)
    assert told == "Anna has 1,200 presses"
    with using("de"):
        assert say(told) == "Anna hat 1.200 Drücke"
        assert say(ValueError(told)) == "Anna hat 1.200 Drücke"
        assert say(ValueError("plain")) == "plain"
        assert say("plain") == "plain"


@pytest.mark.usefixtures("german")
def test_what_came_in_english_keeps_its_own_words_there_only() -> None:
    told = worded("Anna said that she has 3.", "%(name)s has %(n)s", name="Anna", n=3)
    assert (told, say(told)) == ("Anna said that she has 3.",) * 2
    with using("de"):
        assert say(told) == "Anna hat 3"


def test_devices_problems_are_said_by_their_code() -> None:
    dark = problem_text("camera_dark", "The camera's picture has been black for 60 s.")
    stuck = problem_text("button_3_stuck", "Button 3 (Happy) has been down for 60 s.")
    newer = problem_text("something_new", "Something new.")
    assert say(stuck) == "Button 3 (Happy) has been down for 60 s."
    with using("de"):
        assert "seit Langem schwarz" in say(dark)
        assert "Taste 3" in say(stuck)
        assert say(newer) == "Something new."


def test_what_was_spoken_before_comes_back_even_after_an_error() -> None:
    with using("ru"):
        with pytest.raises(RuntimeError), using("pl"):
            raise RuntimeError
        assert language() == "ru"
    assert language() == "en"


def test_a_language_is_of_one_thread_only() -> None:
    heard = []
    with using("de"):
        other = threading.Thread(target=lambda: heard.append(language()))
        other.start()
        other.join(10)
    assert heard == ["en"]


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of en, ru, pl, de"):
        speak("fr")


def test_a_percent_sign_is_doubled_in_every_text() -> None:
    assert gettext("95%% interval") == "95% interval"
    assert text("95%% interval") == "95% interval"


@pytest.mark.parametrize("spoken", list(LANGUAGES))
@given(value=st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), digits=st.integers(0, 2))
def test_numbers_are_written_as_babel_writes_them(spoken: str, value: float, digits: int) -> None:
    rounded = float(f"{value:.{digits}f}")
    expected = format_decimal(rounded, "#,##0" + "." * bool(digits) + "0" * digits, spoken)
    zero = f"{rounded:.{digits}f}".strip("-0.") == ""
    written = decimal(value, spoken, digits).replace("\N{MINUS SIGN}", "-")
    assert written.lstrip("-" if zero else "") == expected.lstrip("-" if zero else "")


@pytest.mark.parametrize("spoken", list(LANGUAGES))
def test_percentages_are_written_as_babel_writes_them(spoken: str) -> None:
    assert decimal(84, spoken) + marks(spoken).percent == format_percent(0.84, locale=spoken)


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 12, 31)])
@pytest.mark.parametrize("spoken", ["ru", "pl", "de"])
def test_long_dates_are_those_of_the_locale(spoken: str, day: date) -> None:
    assert write_date(day, "long", spoken) == format_date(day, "full", spoken).replace(
        "\u202f", NBSP
    )


@pytest.mark.parametrize(
    ("spoken", "long", "short", "middle", "month"),
    [
        ("en", "Tuesday 3 March 2026", "Tue 3 Mar", "3 Mar 2026", "March 2026"),
        ("ru", f"вторник, 3 марта 2026{NBSP}г.", "вт, 3 мар.", "3 мар. 2026", "март 2026"),  # noqa: RUF001 - Russian
        ("pl", "wtorek, 3 marca 2026", "wt., 3 mar", "3 mar 2026", "marzec 2026"),
        ("de", "Dienstag, 3. März 2026", "Di., 3. März", "3. März 2026", "März 2026"),
    ],
)
def test_dates(spoken: str, long: str, short: str, middle: str, month: str) -> None:
    day = date(2026, 3, 3)
    assert write_date(day, "long", spoken) == long
    assert write_date(day, "short", spoken) == short
    assert write_date(day, "date", spoken) == middle
    assert write_date(day, "month", spoken) == month


def test_weekdays_begin_with_monday() -> None:
    assert weekdays("wide", "en")[0] == "Monday"
    assert weekdays("abbreviated", "ru")[6] == "вс"


def test_numbers_of_today_are_written_with_the_marks_of_each_language() -> None:
    assert decimal(-12345.6, "en", 1) == "\N{MINUS SIGN}12,345.6"
    assert decimal(12345.6, "de", 1) == "12.345,6"
    assert decimal(12345.6, "ru", 1) == f"12{NBSP}345,6"
    assert decimal(0.8, "pl", 1, signed=True) == "+0,8"
    assert decimal(-0.04, "pl", 1, signed=True) == decimal(-0.04, "pl", 1) == "0,0"


def test_countries_have_names_in_each_language() -> None:
    assert [country("DE", language) for language in ("en", "ru", "pl", "de")] == [
        *("Germany", "Германия", "Niemcy", "Deutschland"),
    ]
    assert country("??", "en") == "??"


def test_all_catalogues_can_be_read() -> None:
    catalogues.load()
