"""The technician's drawing, written into the settings file without touching the rest of it.

Comments, order and everything that was not drawn stay as they are. What comes out is read back by
the code that reads settings before it replaces the file, and the file of before is kept as `.bak`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item, Table

from edge_vision.adapters.safe_file import replace_file
from edge_vision.errors import SetupError
from edge_vision.settings import VisionSettings
from wire.errors import SettingsError
from wire.settings import build

DRAWN: Final = ("lines", "zones", "staff_areas", "staff_tags")
"""The arrays of tables that the page writes. Each table has a name."""

Drawing = Mapping[str, Sequence[Mapping[str, Any]]]
"""For each of `DRAWN` its tables; one that is missing here stays as it is in the file. `was` in a
table is the name under which the file knows it."""


def read(path: Path) -> str:
    """The settings file as it is.

    Raises:
        SetupError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"The settings {path} cannot be read ({error}).") from error


def redrawn(text: str, drawing: Drawing, picture_wh: tuple[int, int]) -> str:
    """The settings with another drawing.

    Args:
        text: TOML.
        drawing: what is to stand in it; a table keeps whatever the page knows nothing of.
        picture_wh: of the picture it was drawn on, pixels.

    Raises:
        SettingsError: the result is no valid settings file; all faults, as ever.
        SetupError: the file is written in a way that cannot be edited without harm.
    """
    try:
        document = tomlkit.parse(text)
        for key in DRAWN:
            if key in drawing:
                _replace_tables(document, key, drawing[key])
        _note_picture(document, picture_wh)
        after = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise SettingsError("settings", [f"is not TOML: {error}"]) from error
    _check(text, after)
    return after


def save(path: Path, text: str) -> None:
    """Replace the settings file, and keep the one of before beside it.

    Raises:
        SetupError: it cannot be written; the old one is untouched.
    """
    try:
        replace_file(path.with_name(path.name + ".bak"), path.read_bytes(), like=path)
        replace_file(path, text.encode())
    except OSError as error:
        raise SetupError(
            f"The settings cannot be saved ({error}). The service needs to write to {path.parent}: "
            "see `Set up a camera in the browser` in docs/technician.md."
        ) from error


def _replace_tables(document: TOMLDocument, key: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    old: dict[str, Item] = {}
    for table in document.get(key, ()):
        if isinstance(table, Table):
            old[str(table.get("name", ""))] = table
    if not wanted:
        document.pop(key, None)
        return
    tables = tomlkit.aot()
    for values in wanted:
        table = old.pop(str(values.get("was") or values.get("name")), None)
        tables.append(_filled(table if isinstance(table, Table) else tomlkit.table(), values))
    if key in document:
        document[key] = tables
    else:
        document.append(key, tables)


def _filled(table: Table, values: Mapping[str, Any]) -> Table:
    for key, value in values.items():
        if key != "was" and (key not in table or table[key] != value):
            table[key] = value
    return table


def _note_picture(document: TOMLDocument, picture_wh: tuple[int, int]) -> None:
    if "picture" not in document:
        document.append("picture", tomlkit.table())
    picture = document["picture"]
    if not isinstance(picture, Table):
        raise SetupError(
            "Write [picture] as a table of its own: the page cannot edit it in a line."
        )
    _filled(picture, dict(zip(("width_px", "height_px"), picture_wh, strict=True)))


def _check(before: str, after: str) -> None:
    """Raise unless the result is valid and differs in what was drawn only."""
    raw, old = tomllib.loads(after), tomllib.loads(before)
    build(VisionSettings, raw, source="the drawing")
    ours = {*DRAWN, "picture"}
    if {key: value for key, value in raw.items() if key not in ours} != {
        key: value for key, value in old.items() if key not in ours
    }:
        raise SetupError(
            "The settings file is written in a way that the page cannot edit without harm: write "
            "[[lines]] and [[zones]] as tables of their own."
        )
