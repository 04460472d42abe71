"""The first sector of an image: where its boot partition lies (the classic DOS table)."""

import struct
from dataclasses import dataclass
from typing import Final

from firmware_config.errors import ImageError

SECTOR_BYTES: Final = 512
_TABLE: Final = 446
_FAT: Final = {0x0B, 0x0C, 0x0E}
"""FAT32 and FAT16, as Raspberry Pi's boot loader reads them."""


@dataclass(frozen=True)
class Partition:
    """Where a partition lies, in bytes."""

    start: int
    size: int


def boot_partition(head: bytes) -> Partition:
    """The first partition of an image or card.

    Args:
        head: at least its first 512 bytes.

    Raises:
        ImageError: no partition table, or its first partition is not FAT.
    """
    if len(head) < SECTOR_BYTES or head[510:512] != b"\x55\xaa":
        raise ImageError(
            "There is no partition table: this is not an image of a whole card, or the card was "
            "never written completely. Write it again, with --image."
        )
    kind, first, count = struct.unpack_from("<4xB3xII", head, _TABLE)
    if kind not in _FAT or not first or not count:
        raise ImageError(
            "The first partition is not a boot partition (FAT) of Raspberry Pi OS; take an image "
            "from raspberrypi.com."
        )
    return Partition(first * SECTOR_BYTES, count * SECTOR_BYTES)
