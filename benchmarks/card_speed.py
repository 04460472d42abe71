"""How fast a card is written and read back, beside `dd` on the same medium in the same run.

Run: python -m benchmarks.card_speed [--folder DIR | --disk /dev/loop0] [--megabytes 1000]

Rounds of dd and of ours alternate, so that what else the machine does falls on both. Customising is
timed on the written card: the device's files onto its boot partition, read back, without root.
"""

import argparse
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.machine import describe
from firmware_config.card.fat import write_files
from firmware_config.card.image import open_image
from firmware_config.card.write import set_up_written, write_card

_START: Final = 8 * 1024 * 1024
_BOOT_MB: Final = 64
_FILES: Final = {"user-data": b"#cloud-config\n" * 1000, "cmdline.txt": b"root=x\n"}
_ROUNDS: Final = 3


def main() -> None:
    """Print the table."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        image, target = folder / "image.img", options.disk or folder / "card.img"
        _make_image(image, options.megabytes)
        rounds = [_round(image, target, options.megabytes) for _ in range(_ROUNDS)]
        customising = _seconds(lambda: set_up_written(target, lambda _names, _line: _FILES))
    dd_write, dd_read, write, verify = (
        median(each[place] for each in rounds) for place in range(4)
    )
    print(f"{describe()}; {options.megabytes} MB, median of {_ROUNDS} rounds")
    print(f"dd      write {dd_write:7.0f} MB/s   read {dd_read:7.0f} MB/s")
    print(f"write   write {write:7.0f} MB/s   read back and compared {verify:7.0f} MB/s")
    print(f"write / dd    {median(each[2] / each[0] for each in rounds):.0%}")
    print(f"read  / dd    {median(each[3] / each[1] for each in rounds):.0%}")
    print(f"customising, read back: {customising:.2f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the files go; without it a temporary")
    parser.add_argument("--disk", type=Path, help="a disk or file to write, its content is lost")
    parser.add_argument("--megabytes", type=int, default=1000)
    return parser.parse_args()


def _make_image(path: Path, megabytes: int) -> None:
    """Random bytes with a partition table and a FAT partition: nothing for a disk to shorten."""
    head = bytearray(512)
    struct.pack_into("<4xB3xII", head, 446, 0x0C, _START // 512, _BOOT_MB * 2048)
    head[510:512] = b"\x55\xaa"
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
        file.seek(0)
        file.write(head)
        os.fsync(file.fileno())
    subprocess.run(
        [  # noqa: S607 - wherever the system keeps it
            "mkfs.vfat",
            "-F",
            "32",
            "-s",
            "1",
            f"--offset={_START // 512}",
            path,
            str(_BOOT_MB << 10),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
    )
    write_files(path, _START, {"cmdline.txt": b"root=x\n"})


def _round(image: Path, target: Path, megabytes: int) -> tuple[float, float, float, float]:
    """MB/s: dd writing, dd reading, ours writing, ours reading back."""
    image.read_bytes()  # into memory: what is measured is the medium
    dd_write = _seconds(lambda: _dd(image, target, "conv=fdatasync,notrunc"))
    _forget(target)
    dd_read = _seconds(lambda: _dd(target, Path(os.devnull), f"count={megabytes * 10**6 >> 22}"))
    times: dict[str, list[float]] = {}

    def report(what: str, _done: int, _fraction: float) -> None:
        times.setdefault(what, []).append(time.perf_counter())

    begun = time.perf_counter()
    with open_image(image) as opened:
        write_card(opened, target, lambda _names, _line: _FILES, report=report)
    written, read = times["Verifying"][0], times["Verifying"][-1]
    return (
        megabytes / dd_write,
        megabytes / dd_read,
        megabytes / (written - begun),
        megabytes / (read - written),
    )


def _dd(source: Path, target: Path, option: str) -> None:
    subprocess.run(
        ["/bin/dd", f"if={source}", f"of={target}", "bs=4M", *option.split()],
        check=True,
        capture_output=True,
    )


def _forget(path: Path) -> None:
    """Nothing of it stays in memory."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
