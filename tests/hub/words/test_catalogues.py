"""The catalogues: complete, nothing left over, and nothing in them can break a page."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Catalog, Message

from docs.words import collect, known
from hub.words import ENGLISH, LANGUAGES

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
TAG = re.compile(r"</?[a-z][^>]*>")
LETTERS = re.compile(r"[^\W\d_]{2,}")
Texts = dict[str | tuple[str, ...], Message]


@pytest.fixture(scope="module")
def found() -> Texts:
    """Every text of the hub."""
    return {_key(one.id): one for one in collect() if one.id}


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Each language."""
    return known(request.param)


def _key(text: str | Sequence[str]) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)


def _strings(one: Message) -> list[str]:
    said = one.string or ""
    return [said] if isinstance(said, str) else list(said)


def _sources(one: Message) -> list[str]:
    return [one.id] if isinstance(one.id, str) else list(one.id)


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Each translation with the source it must agree with: the plural one, where there is one."""
    return [
        (_sources(one)[-1], said)
        for one in catalogue
        if one.id
        for said in _strings(one)
        if said  # another test's business
    ]


def test_every_text_is_there_and_none_is_left_over(found: Texts, catalogue: Catalog) -> None:
    there = {_key(one.id) for one in catalogue if one.id}
    assert sorted(found.keys() - there, key=str) == [], "run `make words`, and translate these"
    assert sorted(there - found.keys(), key=str) == [], "run `make words`: these are gone"
    assert not catalogue.obsolete


def test_every_text_is_translated(catalogue: Catalog) -> None:
    missing = [one.id for one in catalogue if one.id and not all(_strings(one))]
    assert missing == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert not [one.id for one in catalogue if one.id and one.fuzzy]


def test_numbers_have_all_their_forms(catalogue: Catalog) -> None:
    plural = [one for one in catalogue if one.id and not isinstance(one.id, str)]
    assert plural
    assert not [one.id for one in plural if len(_strings(one)) != catalogue.num_plurals]


def test_placeholders_are_those_of_the_source(catalogue: Catalog) -> None:
    wrong = [
        (source, said)
        for source, said in _pairs(catalogue)
        if _placeholders(source) != _placeholders(said)
    ]
    assert not wrong


def test_every_translation_can_be_filled_in(catalogue: Catalog) -> None:
    for source, said in _pairs(catalogue):
        values = dict.fromkeys(_placeholders(source), "x")
        assert (said % values).count("%") == (source % values).count("%"), said


def test_a_translation_has_the_tags_of_its_source_and_no_others(catalogue: Catalog) -> None:
    for source, said in _pairs(catalogue):
        assert Counter(TAG.findall(source)) == Counter(TAG.findall(said)), said
        rest = TAG.sub("", said)
        # It stands in attributes too.
        assert not set('"<>') & set(rest) - set(TAG.sub("", source)), said


def test_a_translation_ends_as_its_source_does(catalogue: Catalog) -> None:
    for source, said in _pairs(catalogue):
        for mark in ".:?;":
            assert source.rstrip().endswith(mark) == said.rstrip().endswith(mark), (source, said)
        assert source[:1].isspace() == said[:1].isspace(), (source, said)
        assert source[-1:].isspace() == said[-1:].isspace(), (source, said)


def test_russian_is_in_cyrillic_and_polish_and_german_are_not() -> None:
    cyrillic = re.compile("[а-яё]", re.IGNORECASE)  # noqa: RUF001 - Russian
    for language in ("pl", "de"):
        assert not [said for _, said in _pairs(known(language)) if cyrillic.search(said)]
    same = [
        said
        for source, said in _pairs(known("ru"))
        if len(LETTERS.findall(PLACEHOLDER.sub("", TAG.sub("", source)))) > 2
        and not cyrillic.search(said)
    ]
    assert not same
