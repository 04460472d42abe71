"""Collects every text of the hub into the catalogues of translations: `make words`.

What is there stays; what is new is added untranslated; what is gone is taken out. Nothing is
guessed: a text that was changed must be translated anew.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hub.words import ENGLISH, LANGUAGES
from hub.words.catalogues import file_of

HUB: Final = Path(__file__).parent.parent / "hub"
_METHODS: Final = [
    ("locale/**", "ignore"),
    ("web/static/**", "ignore"),
    # Their `text` is SQLAlchemy's.
    ("store/engine.py", "ignore"),
    ("store/changes.py", "ignore"),
    ("store/care/deletion.py", "ignore"),
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
]
_KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "text": None,
    "texts": (1, 2),
}
_OPTIONS: Final = {
    "**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"},
}
_WIDTH: Final = 100
_HEADER: Final = """msgid ""
msgstr ""
"Language: {}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {}\\n"

"""


def collect() -> Catalog:
    """Every text under hub/ with where it is."""
    found = Catalog(charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        HUB, _METHODS, _OPTIONS, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def known(language: str) -> Catalog:
    """The catalogue of a language as it is in the repository; empty where there is none yet."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts that were found."""
    before = known(language)
    after = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    for message in sorted(found, key=lambda one: str(one.id)):
        if not message.id:
            continue
        old = before.get(message.id)
        files = sorted({(name, 0) for name, _ in message.locations})
        after.add(message.id, old.string if old else None, locations=files)
    return after


def write(catalogue: Catalog) -> None:
    """Write a catalogue to its place, by file and text, so that it differs only where texts do."""
    path = file_of(str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Babel's own header has a date: it would differ each time.
        file.write(_HEADER.format(catalogue.locale, catalogue.plural_forms).encode())
        write_po(file, catalogue, width=_WIDTH, sort_by_file=True, omit_header=True)


def missing(catalogue: Catalog) -> int:
    """How many texts have no translation."""
    return sum(1 for one in catalogue if one.id and not _is_translated(one.string))


def _is_translated(string: str | Sequence[str] | None) -> bool:
    return all([string] if isinstance(string, str) else string or [""])


def main() -> int:
    """Update all catalogues, and say what is missing."""
    found = collect()
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        catalogue = updated(language, found)
        write(catalogue)
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {missing(catalogue)} to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
