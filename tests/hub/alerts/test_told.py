"""Alerts in the words that their readers get."""

import pytest

from hub.alerts.told import Told, as_data, as_mail

ENGLISH = 'The pins are pretended (pins = "mock"): no real button is read.'


def told(facts: dict[str, str]) -> Told:
    return Told(1, "device", None, facts, "opened", since_ms=0, now_ms=0)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"till: {ENGLISH}"),
        ("ru", "till: Контакты имитируются: настоящие кнопки не читаются."),
    ],
)
def test_what_a_device_says_is_said_in_the_readers_language(language: str, said: str) -> None:
    one = told({"device": "till", "code": "pins_mock", "text": ENGLISH})
    assert as_mail(one, "a@shop.example", language, "").text.splitlines()[0] == said
    assert as_data(one)["text"] == f"till: {ENGLISH}"


@pytest.mark.parametrize("code", [{}, {"code": "of a newer device"}])
def test_what_no_catalogue_knows_stays_as_it_came(code: dict[str, str]) -> None:
    one = told({"device": "till", "text": "Nobody knows.", **code})
    assert as_mail(one, "a@shop.example", "ru", "").text.splitlines()[0] == "till: Nobody knows."
