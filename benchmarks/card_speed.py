"""How fast a card is written and read back, beside `dd` on the same medium in the same run.

Run: python -m benchmarks.card_speed [--folder DIR | --disk /dev/loop0] [--megabytes 1000]

Rounds of dd and of ours alternate, so that what else the machine does falls on both. Like with
like: a plain image beside dd (through the page cache, and past it, as we write), an .xz beside
`xz -dc | dd`. Customising is timed on the written card: the device's files onto its boot
partition, read back, without root.
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
from typing import Final, NamedTuple

from benchmarks.machine import describe
from firmware_config.card.fat import write_files
from firmware_config.card.image import open_image
from firmware_config.card.write import set_up_written, write_card

_START: Final = 8 * 1024 * 1024
_BOOT_MB: Final = 64
_FILES: Final = {"user-data": b"#cloud-config\n" * 1000, "cmdline.txt": b"root=x\n"}
_ROUNDS: Final = 3


class _Round(NamedTuple):
    """MB/s of one round, by what was measured."""

    dd_write: float
    dd_direct: float
    dd_read: float
    write: float
    verify: float
    dd_xz: float
    write_xz: float


def main() -> None:
    """Print the table."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        image, target = folder / "image.img", options.disk or folder / "card.img"
        _make_image(image, options.megabytes)
        rounds = [_round(image, target, options.megabytes) for _ in range(_ROUNDS)]
        customising = _seconds(lambda: set_up_written(target, lambda _names, _line: _FILES))
    print(f"{describe()}; {options.megabytes} MB, MB/s, median of {_ROUNDS} rounds")
    for field in _Round._fields:
        print(f"{field:10} {median(getattr(each, field) for each in rounds):7.0f}")
    for ours, others in (
        ("write", "dd_write"),
        ("write", "dd_direct"),
        ("verify", "dd_read"),
        ("write_xz", "dd_xz"),
    ):
        ratios = sorted(getattr(each, ours) / getattr(each, others) for each in rounds)
        print(f"{ours} / {others}: {median(ratios):.0%} ({ratios[0]:.0%} to {ratios[-1]:.0%})")
    print(f"customising, read back: {customising:.2f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the files go; without it a temporary")
    parser.add_argument("--disk", type=Path, help="a disk or file to write, its content is lost")
    parser.add_argument("--megabytes", type=int, default=1000)
    return parser.parse_args()


def _make_image(path: Path, megabytes: int) -> None:
    """Random bytes, half of them twice, with a partition table and a FAT partition; also as .xz.

    Random, for nothing that a disk could shorten; twice, for something that xz can.
    """
    head = bytearray(512)
    struct.pack_into("<4xB3xII", head, 446, 0x0C, _START // 512, _BOOT_MB * 2048)
    head[510:512] = b"\x55\xaa"
    with path.open("wb") as file:
        for _ in range(megabytes):
            some = os.urandom(250_000)
            file.write(some + os.urandom(500_000) + some)
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
    subprocess.run(["xz", "-0", "-k", path], check=True)  # noqa: S607 - wherever it is kept


def _round(image: Path, target: Path, megabytes: int) -> _Round:
    packed = image.with_name(f"{image.name}.xz")
    for each in (image, packed):
        each.read_bytes()  # into memory: what is measured is the medium
    count = f"count={megabytes * 10**6 >> 22}"
    dd_write = _seconds(lambda: _dd(image, target, "conv=fdatasync,notrunc"))
    write, verify = _ours(image, target)
    dd_direct = _seconds(lambda: _dd(image, target, f"oflag=direct conv=notrunc {count}"))
    _forget(target)
    dd_read = _seconds(lambda: _dd(target, Path(os.devnull), count))
    dd_xz = _seconds(lambda: _xz_dd(packed, target))
    write_xz, _ = _ours(packed, target)
    times = (dd_write, dd_direct, dd_read, write, verify, dd_xz, write_xz)
    return _Round(*(megabytes / seconds for seconds in times))


def _ours(image: Path, target: Path) -> tuple[float, float]:
    """Seconds until everything is on the medium, and of reading it back and comparing."""
    times: dict[str, list[float]] = {}

    def report(what: str, _done: int, _fraction: float) -> None:
        times.setdefault(what, []).append(time.perf_counter())

    begun = time.perf_counter()
    with open_image(image, hashes=False) as opened:
        write_card(opened, target, lambda _names, _line: _FILES, report=report)
    read = times["Verifying"]
    # The first block is reported when it was read, so its share is added.
    verify = (read[-1] - read[0]) * len(read) / (len(read) - 1)
    return read[0] - begun, verify


def _xz_dd(packed: Path, target: Path) -> None:
    xz = subprocess.Popen(["xz", "-dc", packed], stdout=subprocess.PIPE)  # noqa: S607 - as above
    options = ["bs=4M", "iflag=fullblock", "conv=fdatasync,notrunc"]
    subprocess.run(
        ["/bin/dd", f"of={target}", *options], stdin=xz.stdout, check=True, capture_output=True
    )
    xz.communicate(timeout=60)


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
