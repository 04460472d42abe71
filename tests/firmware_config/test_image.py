"""Images in every packing, whole and damaged."""

import gzip
import hashlib
import lzma
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from firmware_config.card.disk import BLOCK_BYTES
from firmware_config.card.image import open_image
from firmware_config.errors import ImageError

CONTENT = bytes(range(256)) * 40_000
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "img": bytes,
    "xz": lambda raw: lzma.compress(raw, preset=0),
    "gz": lambda raw: gzip.compress(raw, 1),
    "zst": zstandard.compress,
    "zst of two frames": lambda raw: zstandard.compress(raw[:999]) + zstandard.compress(raw[999:]),
    "xz of two streams": lambda raw: lzma.compress(raw[:999]) + lzma.compress(raw[999:], preset=0),
}


@pytest.mark.parametrize("packing", PACKED)
def test_every_packing_gives_the_same_bytes(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "named-wrongly.zip"
    path.write_bytes(PACKED[packing](CONTENT))
    with open_image(path) as image:
        blocks = list(image.blocks())
        assert b"".join(blocks) == CONTENT
        assert [len(block) for block in blocks[:-1]] == [BLOCK_BYTES] * (len(blocks) - 1)
        assert image.fraction() == 1
        image.check_sum(hashlib.sha256(path.read_bytes()).hexdigest().upper())
        known = {"img": len(CONTENT), "zst": len(CONTENT), "zst of two frames": 999}
        assert image.unpacked_bytes == known.get(packing)


@pytest.mark.parametrize("program", [["xz", "-0", "-T2"], ["zstd", "-q"], ["gzip"]])
def test_what_the_usual_programs_make_is_read(tmp_path: Path, program: list[str]) -> None:
    path = tmp_path / "image"
    try:
        done = subprocess.run([*program, "-c"], input=CONTENT, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip(f"needs {program[0]}")
    path.write_bytes(done.stdout)
    with open_image(path) as image:
        assert b"".join(image.blocks()) == CONTENT


@pytest.mark.parametrize("packing", ["xz", "gz", "zst"])
@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_image_is_one_sentence(tmp_path: Path, packing: str, damage: str) -> None:
    packed = bytearray(PACKED[packing](CONTENT))
    if damage == "cut":
        del packed[len(packed) * 2 // 3 :]
    else:
        packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "image"
    path.write_bytes(packed)
    with (
        open_image(path) as image,
        pytest.raises(ImageError, match="damaged or incomplete"),
    ):
        list(image.blocks())


def test_another_checksum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "image"
    path.write_bytes(CONTENT)
    with open_image(path) as image, pytest.raises(ImageError, match="another checksum"):
        image.check_sum("0" * 64)


def test_no_image_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name, said in (("none", "cannot be read"), ("empty", "is empty"), (".", "cannot be read")):
        with pytest.raises(ImageError, match=said), open_image(tmp_path / name):
            pass
