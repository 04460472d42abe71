"""Which names people may give to shops and groups."""

from typing import Final

_JOINERS: Final = ("\u200c", "\u200d")
"""Zero width joiner and non-joiner: Persian and Indic words need them, and emoji of families."""


def is_name(name: str, most: int) -> bool:
    """Whether a name can be shown: 1 to `most` characters, none that controls or turns text."""
    without = "".join(char for char in name if char not in _JOINERS)
    return len(name) <= most and bool(without.strip()) and without.isprintable()
