"""A small Raspberry Pi card in a file, made by the real mkfs.vfat and mtools."""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from firmware_config.card.fat import write_files
from firmware_config.domain.card import Card, DeviceFile

START = 1024 * 1024
SIZE = 4 * 1024 * 1024
CMDLINE = b"console=serial0,115200 root=PARTUUID=1-02 rootwait resize\n"
HOSTILE = (
    "\"'`touch pwned` $(touch pwned) ${HOME} \\ \n}]\r\n--- &a *a !!x # \t\x00\x7f\x85\u2028 😀"
)
needs_fat = pytest.mark.skipif(
    not (shutil.which("mcopy") and (shutil.which("mkfs.vfat") or Path("/sbin/mkfs.vfat").exists())),
    reason="needs mtools and dosfstools: apt install mtools dosfstools",
)


def card_image(path: Path, *, system: str = "trixie", tail: bytes = b"") -> bytes:
    """An image with a partition table, a FAT boot partition, and `tail` in a second one."""
    head = bytearray(512)
    root = (0x83, (START + SIZE) // 512, max(1, -(-len(tail) // 512)))
    for place, entry in ((446, (0x0C, START // 512, SIZE // 512)), (462, root)):
        struct.pack_into("<4xB3xII", head, place, *entry)
    head[510:512] = b"\x55\xaa"
    path.write_bytes(bytes(head).ljust(START, b"\x11") + bytes(SIZE) + tail)
    subprocess.run(
        ["mkfs.vfat", "--offset", str(START // 512), "-n", "bootfs", str(path), str(SIZE // 1024)],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
    )
    files = {"cmdline.txt": CMDLINE, "config.txt": b"arm_64bit=1\n"}
    if system == "trixie":
        files |= {"meta-data": b"instance_id: rpi\n", "user-data": b"#cloud-config\n"}
    write_files(path, START, files)
    return path.read_bytes()


def a_card(**files: bytes) -> Card:
    """A card with these files below etc/otklik, the last one secret."""
    made = [DeviceFile(f"etc/otklik/{name}", content, "0644") for name, content in files.items()]
    if made:
        made[-1] = DeviceFile(made[-1].path, made[-1].content, "0600")
    return Card(
        hostname="north-3-door",
        timezone="Europe/Berlin",
        unit="otklik-kiosk.service",
        files=tuple(made),
    )
