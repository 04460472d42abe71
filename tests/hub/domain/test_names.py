"""Names of shops and groups."""

import pytest

from hub.domain.names import is_name


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
