"""`make words`: what is there stays, what is new waits for its translation, what is gone goes."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from docs import words
from hub.words import ENGLISH, LANGUAGES
from hub.words.catalogues import file_of

DAYS = ("%(num)s day", "%(num)s days")


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "file_of", lambda language: tmp_path / language / "otklik.po")


def found(*texts: str | tuple[str, str]) -> Catalog:
    """What was collected."""
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text, locations=[("web/page.html", 3)])
    return catalogue


def message(catalogue: Catalog, text: str | tuple[str, str]) -> Message:
    """One that must be there."""
    there = catalogue.get(text)
    assert there is not None
    return there


@pytest.mark.usefixtures("_elsewhere")
def test_translations_stay_and_what_is_gone_goes() -> None:
    first = words.updated("pl", found("Shop", "Gone", DAYS))
    assert words.missing(first) == 3
    message(first, "Shop").string = "Sklep"
    message(first, "Gone").string = "Nie ma"
    message(first, DAYS).string = ("%(num)s dzień", "%(num)s dni", "%(num)s dni")
    words.write(first)
    second = words.updated("pl", found("New", "Shop", DAYS))
    assert {one.id for one in second if one.id} == {"New", "Shop", DAYS}
    assert message(second, "Shop").string == "Sklep"
    assert words.missing(second) == 1


@pytest.mark.usefixtures("_elsewhere")
def test_writing_twice_changes_no_byte(tmp_path: Path) -> None:
    words.write(words.updated("de", found("Shop", "95%% of %(all)s")))
    before = (tmp_path / "de" / "otklik.po").read_bytes()
    words.write(words.updated("de", found("95%% of %(all)s", "Shop")))
    assert (tmp_path / "de" / "otklik.po").read_bytes() == before
    assert b"Plural-Forms: nplurals=2;" in before


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != ENGLISH])
def test_catalogues_are_written_as_they_are_collected(language: str, tmp_path: Path) -> None:
    """Nobody's editor has left its marks: `make words` would change nothing."""
    path = file_of(language)
    before = path.read_text()
    patch = pytest.MonkeyPatch()
    with patch.context() as inside:
        catalogue = words.known(language)
        inside.setattr(words, "file_of", lambda _: tmp_path / "otklik.po")
        words.write(catalogue)
    assert (tmp_path / "otklik.po").read_text() == before
