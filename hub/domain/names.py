"""Which names people may give to shops and groups, and what they read of a device."""

import unicodedata
from typing import Final

_LEFT_TO_RIGHT: Final = "\u200e"
_JOINERS: Final = ("\u200c", "\u200d")
"""Zero width joiner and non-joiner: Persian and Indic words need them, and emoji of families."""


def is_name(name: str, most: int) -> bool:
    """Whether a name can be shown: 1 to `most` characters, none that controls or turns text."""
    without = "".join(char for char in name if char not in _JOINERS)
    return len(name) <= most and bool(without.strip()) and without.isprintable()


def amid(name: str) -> str:
    """A name amid other words: one that is read from right to left turns nothing but itself round.

    Marks on both sides say that (Unicode Standard Annex 9, left-to-right marks): the languages of
    the hub are all read from left to right. For mails and files; pages have `<bdi>`.
    """
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{_LEFT_TO_RIGHT}{name}{_LEFT_TO_RIGHT}" if turns else name


def device_name(site_name: str, name: str) -> str:
    """A device where its shop does not stand beside it: on pages, in mails and in files.

    Commands, addresses and the audit log say `SITE/DEVICE`, as whoever types it has to.
    """
    return f"{site_name}, {name}"
