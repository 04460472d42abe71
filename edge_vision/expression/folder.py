"""Folders of pictures, and the CSV that says what they show."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from edge_vision.adapters.still import read_picture
from edge_vision.domain.expressions import CLASS_OF
from edge_vision.errors import FacesError
from edge_vision.ports import Image

_SUFFIXES: Final = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
_FILE_COLUMNS: Final = ("file", "image", "filename", "path")
_WORD_COLUMNS: Final = ("expression", "emotion", "label")
_MOST_NAMED: Final = 5


class Labelled(NamedTuple):
    """A picture and the word for what its face shows."""

    path: Path
    word: str


def pictures(folder: Path) -> list[Path]:
    """All pictures of a folder, by name.

    Raises:
        FacesError: no folder, or no picture in it.
    """
    if not folder.is_dir():
        raise FacesError(f"{folder} is no folder; name one that holds pictures.")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    if not found:
        kinds = ", ".join(sorted(_SUFFIXES))
        raise FacesError(f"{folder} holds no picture ({kinds}).")
    return found


def load_all(paths: list[Path]) -> Iterator[Image]:
    """The pictures, one after the other.

    Raises:
        FacesError: one is no picture.
    """
    for path in paths:
        yield load(path)


def load(path: Path) -> Image:
    """One picture, H x W x 3, BGR.

    Raises:
        FacesError: it is no picture.
    """
    image = read_picture(path)
    if image is None:
        raise FacesError(f"{path} is no picture that can be read; remove it or save it anew.")
    return image


def labels(folder: Path) -> list[Labelled]:
    """The labelled pictures of a folder, in the order of its CSV.

    Raises:
        FacesError: no CSV or several, columns missing, unknown words, or absent pictures; all of
            a kind are told at once.
    """
    if not folder.is_dir():
        raise FacesError(f"{folder} is no folder; name one with pictures and a labels.csv.")
    table = _table(folder)
    with table.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        names = reader.fieldnames or []
        file_column = next((name for name in _FILE_COLUMNS if name in names), None)
        word_column = next((name for name in _WORD_COLUMNS if name in names), None)
        if file_column is None or word_column is None:
            raise FacesError(
                f"{table} needs a column `file` and a column `expression`; "
                f"it has {', '.join(names) or 'none'}."
            )
        rows = [(row[file_column] or "", (row[word_column] or "").strip()) for row in reader]
    _refuse_unknown(table, [word for _, word in rows])
    found = [Labelled(folder / name, word.lower()) for name, word in rows]
    absent = [row.path.name for row in found if not row.path.is_file()]
    if absent:
        raise FacesError(
            f"{table} names {len(absent)} pictures that are not in {folder} ({_some(absent)}); "
            "add them or delete their lines."
        )
    return found


def _table(folder: Path) -> Path:
    tables = sorted(folder.glob("*.csv"))
    named = folder / "labels.csv"
    if named in tables or len(tables) == 1:
        return named if named in tables else tables[0]
    what = "several CSV files and none of them is" if tables else "no CSV file;"
    raise FacesError(f"{folder} holds {what} labels.csv: give it one with `file,expression`.")


def _refuse_unknown(table: Path, words: list[str]) -> None:
    unknown = sorted({word for word in words if word.lower() not in CLASS_OF})
    if unknown:
        raise FacesError(
            f"{table} holds words for no known expression ({_some(unknown)}); use "
            f"{', '.join(sorted(CLASS_OF))}, or delete their lines."
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED} more"
