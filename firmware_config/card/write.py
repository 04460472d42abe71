"""Writing a card so that it boots only when every step was done and read back.

The first 4 KiB, which hold the partition table, are wiped first and written last: a card that was
pulled out in the middle is empty for every computer.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from firmware_config.card.disk import BLOCK_BYTES, Disk, open_disk
from firmware_config.card.fat import list_files, read_file, write_files
from firmware_config.card.image import Image
from firmware_config.domain.partitions import (
    SECTOR_BYTES,
    Partition,
    boot_partition,
    with_data_partition,
)
from firmware_config.errors import CardError, ImageError

HEAD_BYTES: Final = 4096

FilesFor = Callable[[set[str], str], Mapping[str, bytes]]
"""From the boot partition's file names and its cmdline.txt to the files to put there."""
Report = Callable[[str, int, float], None]
"""Is told step, bytes done and the share of the step, 0 to 1."""


def write_card(
    image: Image,
    target: Path,
    files_for: FilesFor,
    *,
    report: Report,
    data_mb: int = 0,
    check_sum: str = "",
    in_use: bool = False,
) -> None:
    """Image and settings onto a card, read back.

    Args:
        image: the open image; it is read once.
        target: the card; the rules have let it through.
        files_for: what goes onto the boot partition; may refuse the image by ImageError.
        report: is told how far it is.
        data_mb: size of a third partition for what the device writes; 0: none.
        check_sum: SHA-256 of the image's file; empty: not known.
        in_use: see `open_disk`.

    Raises:
        ImageError: the image is damaged or the wrong one. The card does not boot.
        CardError: the card is. It does not boot.
    """
    with open_disk(target, for_writing=True, in_use=in_use) as disk:
        disk.put(0, bytes(HEAD_BYTES))
        disk.settle()
        head, size, digest = _copy(image, disk, report)
        if check_sum:
            image.check_sum(check_sum)
        partition = boot_partition(head)
        head = _with_room(disk, head, data_mb, target)
        disk.settle()
        _compare(disk, size, digest, target, report)
    set_up(target, partition, files_for)
    with open_disk(target, for_writing=True, in_use=in_use) as disk:
        disk.put(0, head)
        disk.settle()
        if disk.get(0, HEAD_BYTES) != head:
            raise CardError(f"{target} gave back another partition table: take a new card.")
    report("Done", size, 1.0)


def set_up(target: Path, partition: Partition, files_for: FilesFor) -> None:
    """Put the device's files onto the boot partition, read back.

    Raises:
        CardError, ImageError: as for `write_card`.
    """
    write_files(target, partition.start, _wanted(target, partition, files_for))


def set_up_written(
    target: Path, files_for: FilesFor, *, data_mb: int = 0, in_use: bool = False
) -> None:
    """The same for a card that was written before, such as by Raspberry Pi Imager.

    Takes what `write_card` takes. A data partition that is there is emptied.
    """
    with open_disk(target, for_writing=True, in_use=in_use) as disk:
        head = disk.get(0, HEAD_BYTES)
        partition = boot_partition(head)
        if data_mb:
            head = _with_room(disk, head, data_mb, target)
            disk.settle()
            disk.put(0, head)
            disk.settle()
    set_up(target, partition, files_for)


def differences(
    target: Path, files_for: FilesFor, image: Image | None, report: Report, *, data_mb: int = 0
) -> list[str]:
    """What on a card is not as it was written, one sentence each.

    Args:
        target: a card that has not been booted; booting changes it.
        files_for: what should stand on the boot partition.
        image: compared outside the boot partition; None: not compared.
        report: is told how far it is.
        data_mb: as for `write_card`.

    Raises:
        CardError, ImageError: it cannot be read, or is no card of ours at all.
    """
    with open_disk(target, for_writing=False) as disk:
        head = disk.get(0, HEAD_BYTES)
        partition = boot_partition(head)
        wrong = [] if image is None else _changed_blocks(disk, image, partition, report, data_mb)
    if data_mb and with_data_partition(head, data_mb)[0] != head:
        wrong.append(f"it has no data partition of {data_mb} MiB")
    here = list_files(target, partition.start)
    return wrong + [
        f"{name} on the boot partition is not what the fleet file says"
        for name, content in _wanted(target, partition, files_for).items()
        if name not in here or read_file(target, partition.start, name) != content
    ]


def _wanted(target: Path, partition: Partition, files_for: FilesFor) -> Mapping[str, bytes]:
    names = list_files(target, partition.start)
    line = b""
    if "cmdline.txt" in names:
        line = read_file(target, partition.start, "cmdline.txt")
    return files_for(names, line.decode(errors="replace"))


def _copy(image: Image, disk: Disk, report: Report) -> tuple[bytes, int, str]:
    """Everything but the head; returns the head, the image's size and the hash of the rest."""
    head, size, digest = b"", 0, hashlib.sha256()
    for block in image.blocks():
        rest = block
        if not size:
            head, rest = block[:HEAD_BYTES], block[HEAD_BYTES:]
        digest.update(rest)
        disk.put(size + len(block) - len(rest), rest)
        size += len(block)
        report("Writing", size, image.fraction())
    if len(head) < HEAD_BYTES:
        raise ImageError("The image is empty or far too short; download it again.")
    return head, size, digest.hexdigest()


def _with_room(disk: Disk, head: bytes, data_mb: int, target: Path) -> bytes:
    """The head with the data partition, where one is wanted; its place is there, and is emptied.

    What an earlier use left there would else pass for this device's own.
    """
    if not data_mb:
        return head
    head, data = with_data_partition(head, data_mb)
    try:
        disk.put(data.start + data.size - SECTOR_BYTES, bytes(SECTOR_BYTES))
        disk.put(data.start, bytes(BLOCK_BYTES))
        disk.settle()
    except CardError as error:
        raise CardError(
            f"{target} has no room for {data_mb} MiB behind the image (read_only_root): take a "
            f"larger card or, where it was booted before, write it with --image. {error}"
        ) from error
    if any(disk.get(data.start, BLOCK_BYTES)):
        raise CardError(f"{target} gave back something else than was written: take a new card.")
    return head


def _compare(disk: Disk, size: int, digest: str, target: Path, report: Report) -> None:
    found, position = hashlib.sha256(), HEAD_BYTES
    for block in disk.blocks(HEAD_BYTES, size):
        found.update(block)
        position += len(block)
        report("Verifying", position, position / size)
    if found.hexdigest() != digest:
        raise CardError(
            f"{target} gave back something else than was written: it is worn or smaller than it "
            "says; take a new card. This one does not boot."
        )


def _changed_blocks(
    disk: Disk, image: Image, partition: Partition, report: Report, data_mb: int
) -> list[str]:
    position, wrong = 0, 0
    for block in image.blocks():
        if data_mb and not position:
            block = with_data_partition(block, data_mb)[0]  # noqa: PLW2901 - as it was written
        found = disk.get(position, len(block))
        wrong += _without(found, position, partition) != _without(block, position, partition)
        position += len(block)
        report("Verifying", position, image.fraction())
    return [f"{wrong} block(s) of {BLOCK_BYTES} bytes differ from the image"] if wrong else []


def _without(block: bytes, position: int, partition: Partition) -> bytes:
    """The part of a block that lies outside the boot partition, which is ours to change."""
    start = max(0, partition.start - position)
    end = max(0, partition.start + partition.size - position)
    return block[:start] + block[end:] if start < len(block) else block
