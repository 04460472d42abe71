"""What passes between hub and device about settings. All of it is one device's."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from wire.scalars import Count, Name, Sentence, Stamp

MOST_SETTINGS: Final = 64

Key = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}(\[\])?\.[a-z_]{1,40}$(?!\n)")]
"""`table.field`, or `tables[].field` for that field of each table of an array, as a list."""
Value = bool | int | float | str | list[str]
Values = dict[Key, Value]
Number = Annotated[int, Meta(ge=1, le=2**53)]
"""Of a document for one device. It only grows."""


class Document(Struct, frozen=True, kw_only=True):
    """What is signed: everything that one device's settings differ by from its own file."""

    v: int
    site: Name
    device: Name
    number: Number
    values: Annotated[Values, Meta(max_length=MOST_SETTINGS)]


class Sealed(Struct, frozen=True, kw_only=True):
    """Down stream `config`, retained. The signature is over the very bytes of `document`."""

    document: Annotated[str, Meta(max_length=50_000)]
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]


class SettingsState(Struct, frozen=True, kw_only=True):
    """How it stands with settings from the hub: part of the status. Numbers are of documents."""

    acting: Count = 0
    """0: the device's own file alone."""
    trying: bool = False
    """The acting ones have yet to prove themselves."""
    newest: Count = 0
    """The newest document that came."""
    refused: Count = 0
    """One that does not act, nor will; 0: none."""
    why: Sentence = ""


class Setting(Struct, frozen=True):
    """One setting that acts. The value is JSON, which has no control characters."""

    key: Key
    value: Annotated[str, Meta(pattern=r"^[^\x00-\x1f]{1,2000}$(?!\n)")]


class SettingsReport(Struct, frozen=True, kw_only=True):
    """Up stream `settings`, retained: every setting that may be changed from afar, as it acts."""

    v: int
    site: Name
    device: Name
    at: Stamp
    acting: Count
    values: Annotated[list[Setting], Meta(max_length=MOST_SETTINGS)]
