"""The first sector of an image, with the classic DOS table of partitions.

Where its boot partition lies, and room for what a device with a read-only root writes.
"""

import struct
from dataclasses import dataclass
from typing import Final

from firmware_config.errors import ImageError

SECTOR_BYTES: Final = 512
_TABLE: Final = 446
_FAT: Final = {0x0B, 0x0C, 0x0E}
"""FAT32 and FAT16, as Raspberry Pi's boot loader reads them."""


_ENTRY: Final = struct.Struct("<4xB3xII")
_LINUX: Final = 0x83
_STEP_BYTES: Final = 4 * 1024 * 1024
"""Partitions begin at multiples of what a card erases at once."""


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
    kind, first, count = _ENTRY.unpack_from(head, _TABLE)
    if kind not in _FAT or not first or not count:
        raise ImageError(
            "The first partition is not a boot partition (FAT) of Raspberry Pi OS; take an image "
            "from raspberrypi.com."
        )
    return Partition(first * SECTOR_BYTES, count * SECTOR_BYTES)


def with_data_partition(head: bytes, data_mb: int) -> tuple[bytes, Partition]:
    """The head of an image with a third partition behind its second, and where that lies.

    A third partition of ours that is there already keeps its place and gets the size.

    Args:
        head: at least its first 512 bytes, which `boot_partition` accepts.
        data_mb: the partition's size in 2^20 bytes.

    Raises:
        ImageError: the image has not two partitions, as Raspberry Pi OS has.
    """
    (_, _, _), (root, start, count), (third, place, _), (fourth, _, _) = _entries(head)
    begin = -(-(start + count) * SECTOR_BYTES // _STEP_BYTES) * _STEP_BYTES
    ours = third == _LINUX and place * SECTOR_BYTES == begin
    if root != _LINUX or fourth or (third and not ours):
        raise ImageError(
            "read_only_root needs an image with two partitions, as Raspberry Pi OS has; take "
            "such an image, or leave read_only_root out."
        )
    data = Partition(begin, data_mb << 20)
    changed = bytearray(head)
    where = _TABLE + 2 * _ENTRY.size
    _ENTRY.pack_into(changed, where, _LINUX, data.start // SECTOR_BYTES, data.size // SECTOR_BYTES)
    return bytes(changed), data


def _entries(head: bytes) -> list[tuple[int, int, int]]:
    """Kind, first sector and number of sectors of the four partitions; zeros: there is none."""
    return [_ENTRY.unpack_from(head, _TABLE + number * _ENTRY.size) for number in range(4)]
