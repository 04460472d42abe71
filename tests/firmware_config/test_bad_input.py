"""Everything that goes wrong with cards in the field: a sentence, its cure, an exit code by kind.

1: something cannot be read or written; 2: a fault in the fleet file or the arguments. In no case is
a card left that looks good but is not.
"""

import errno
import lzma
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware_config.card import cli as card_cli
from firmware_config.card.disks import describe
from firmware_config.cli import main
from firmware_config.domain.target_rules import Target
from tests.firmware_config.card_parts import SIZE, START, card_image, needs_fat

pytestmark = needs_fat
TAIL = os.urandom(64) * 120_000


@dataclass(frozen=True)
class Bench:
    """A fleet, a packed image, and a card that was used before."""

    fleet: Path
    image: Path
    card: Path
    patch: pytest.MonkeyPatch

    def change(self, before: str, after: str) -> None:
        """In the fleet file, once."""
        path = self.fleet / "fleet.toml"
        assert before in path.read_text()
        path.write_text(path.read_text().replace(before, after, 1))

    def fails_after(self, size: int, number: int) -> None:
        """The medium takes so many bytes behind the partition table, then answers an error."""
        write = os.pwrite

        def pwrite(handle: int, data: memoryview, offset: int) -> int:
            if offset and offset + len(data) > size:
                raise OSError(number, os.strerror(number))
            return write(handle, data, offset)

        self.patch.setattr(os, "pwrite", pwrite)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    fleet, key, card = tmp_path / "stores", str(tmp_path / "key"), tmp_path / "card.img"
    folder = str(fleet)
    main(["fleet", "init", folder, "--organisation", "E", "--broker", "b", "--key", key])
    main(["fleet", "add", "shop", folder, "n", "--name", "N", "--timezone", "Europe/Berlin"])
    main(["fleet", "add", "device", folder, "n/door", "--role", "kiosk"])
    main(["fleet", "add", "device", folder, "n/till", "--role", "kiosk"])
    card_image(card, tail=TAIL)
    image = tmp_path / "raspios.img.xz"
    image.write_bytes(lzma.compress(card.read_bytes(), preset=0))
    return Bench(fleet, image, card, monkeypatch)


def corrupt(bench: Bench) -> None:
    packed = bytearray(bench.image.read_bytes())
    packed[len(packed) // 2] ^= 0xFF
    bench.image.write_bytes(packed)


def wrong_checksum(bench: Bench) -> None:
    bench.image.with_name(f"{bench.image.name}.sha256").write_text("0" * 64)


def too_small(bench: Bench) -> None:
    os.truncate(bench.card, START + SIZE + 4096)


def too_small_and_said_so(bench: Bench) -> None:
    """A plain image says its size at once, so that nothing is touched."""
    bench.image.write_bytes(lzma.decompress(bench.image.read_bytes()))
    bench.card.write_bytes(bytes(START + SIZE))


def pulled_out(bench: Bench) -> None:
    bench.fails_after(START + SIZE, errno.ENODEV)


def full(bench: Bench) -> None:
    bench.fails_after(START + SIZE, errno.ENOSPC)


def write_protected(bench: Bench) -> None:
    """As lsblk tells of the switch."""

    def described(path: Path) -> Target:
        found = describe(path)
        return Target(
            path=found.path,
            name=found.name,
            kind="file",
            size_bytes=found.size_bytes,
            read_only=True,
        )

    bench.card.write_bytes(bytes(2 * (START + SIZE) + len(TAIL)))
    bench.patch.setattr(card_cli, "describe", described)


def write_protected_and_not_said(bench: Bench) -> None:
    bench.fails_after(START, errno.EROFS)


def two_on_one_identity(bench: Bench) -> None:
    bench.change('name = "till"', 'name = "door"')


def no_country(bench: Bench) -> None:
    bench.change('site = "n"', 'site = "n"\nwifi = { ssid = "Shop" }')


REFUSED = {too_small_and_said_so, write_protected, two_on_one_identity, no_country}
"""Before anything is touched. In all other cases the card is empty for every computer."""


@pytest.mark.parametrize(
    ("trouble", "code", "sentence", "cure"),
    [
        (corrupt, 1, "raspios.img.xz is damaged or incomplete", "download it again"),
        (wrong_checksum, 1, "raspios.img.xz has another checksum", "download it again"),
        (too_small, 1, "is full before the image ends", "take a larger card"),
        (too_small_and_said_so, 1, "it is too small: it holds", "take a larger card"),
        (pulled_out, 1, "was pulled out", "put it in and write it again"),
        (full, 1, "is full before the image ends", "take a larger card"),
        (write_protected, 1, "it is write-protected", "slide the switch on the card's side"),
        (write_protected_and_not_said, 1, "is write-protected", "slide the switch on its side"),
        (two_on_one_identity, 2, "2 devices are called `n/door`", "give each its own name"),
        (no_country, 2, "without its country's two capital letters", "such as DE"),
    ],
)
def test_bad_input_is_a_sentence_with_its_cure_and_no_card_looks_good(
    bench: Bench,
    capsys: pytest.CaptureFixture[str],
    trouble: Callable[[Bench], None],
    code: int,
    sentence: str,
    cure: str,
) -> None:
    trouble(bench)
    before = bench.card.read_bytes()
    capsys.readouterr()
    key = str(bench.fleet.parent / "key")
    words = ["write", str(bench.fleet), "--device", "n/door", "--key", key]
    assert main([*words, "--image", str(bench.image), "--to", str(bench.card)]) == code
    said = capsys.readouterr().err
    [line] = [line for line in said.splitlines() if sentence in line]
    assert cure in line
    assert "Traceback" not in said
    if trouble in REFUSED:
        assert bench.card.read_bytes() == before
    else:
        assert not any(bench.card.read_bytes()[:4096])
