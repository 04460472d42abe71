"""Names of shops and groups."""

import pytest

from hub.domain.names import amid, is_name


@pytest.mark.parametrize(
    "name",
    [
        "North 3",
        'O\'Neil "Best"',
        "👩\u200d👩\u200d👧 Магазин",
        "متجر الميناء",
        "نمی\u200cشود",
        "x" * 80,
    ],
)
def test_names_of_any_script(name: str) -> None:
    assert is_name(name, 80)


@pytest.mark.parametrize("name", ["", " ", "\u200d", "a\x00b", "a\nb", "\u202ereversed", "x" * 81])
def test_what_is_no_name(name: str) -> None:
    assert not is_name(name, 80)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Riga", "Riga"),
        ("東京 👩", "東京 👩"),
        ("متجر", "\u200eمتجر\u200e"),
        ("חדר 3", "\u200eחדר 3\u200e"),
    ],
)
def test_a_name_that_is_read_from_the_right_turns_nothing_else_round(name: str, said: str) -> None:
    assert amid(name) == said
