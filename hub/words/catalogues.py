"""The catalogues of translations, read from `hub/locale/*/LC_MESSAGES/otklik.po`."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH: Final = "en"
LANGUAGES: Final = {ENGLISH: "English", "ru": "Русский", "pl": "Polski", "de": "Deutsch"}
"""Each by its own name."""
FOLDER: Final = Path(__file__).parent.parent / "locale"


def file_of(language: str) -> Path:
    """Where the translations into a language are."""
    return FOLDER / language / "LC_MESSAGES" / "otklik.po"


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations into a language. English has none: its texts are the source."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    with file_of(language).open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)


def load() -> None:
    """Read all catalogues now, so that a broken one is found at start and no reader waits."""
    for language in LANGUAGES:
        catalogue(language)
