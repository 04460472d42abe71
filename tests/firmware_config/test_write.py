"""A card in a file, written by the real programs: whole, or empty for every computer."""

import lzma
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from firmware_config.card import write as card_write
from firmware_config.card.disk import Disk
from firmware_config.card.fat import read_file
from firmware_config.card.write import HEAD_BYTES
from firmware_config.cli import main
from tests.firmware_config.card_parts import CMDLINE, SIZE, START, card_image, needs_fat

TAIL = os.urandom(64) * 120_000
pytestmark = needs_fat


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A packed image; what it holds lies beside it, as `plain.img`."""
    whole = card_image(tmp_path / "plain.img", tail=TAIL)
    path = tmp_path / "raspios.img.xz"
    path.write_bytes(lzma.compress(whole, preset=0))
    return path


def written(fleet: list[str], image: Path, card: Path, *more: str) -> int:
    return main(["write", *fleet, "--image", str(image), "--to", str(card), *more])


def boots(card: Path) -> bool:
    return card.exists() and any(card.read_bytes()[:HEAD_BYTES])


def test_a_card_is_the_image_with_the_devices_files(
    fleet: list[str], image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card, plain = tmp_path / "card.img", (tmp_path / "plain.img").read_bytes()
    card.write_bytes(b"\xee" * (len(plain) + 4096))
    assert written(fleet, image, card) == 0
    on_card = card.read_bytes()
    assert on_card[:START] == plain[:START]
    assert on_card[START + SIZE : len(plain)] == TAIL
    assert b'hostname: "n-door"' in read_file(card, START, "user-data")
    assert read_file(card, START, "config.txt") == b"arm_64bit=1\n"
    assert read_file(card, START, "cmdline.txt").startswith(
        CMDLINE.strip() + b" ds=nocloud;i=otklik-"
    )
    said = capsys.readouterr()
    assert f"writing raspios.img.xz to {card}" in said.out
    assert "Done" in said.err
    assert main(["verify", *fleet, "--to", str(card), "--image", str(image)]) == 0


def test_verify_finds_what_changed(
    fleet: list[str], image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = tmp_path / "card.img"
    assert written(fleet, image, card) == 0
    with card.open("r+b") as file:
        file.seek(START + SIZE + 5)
        file.write(b"worn")
    main(["fleet", "add", "device", fleet[0], "n/other", "--role", "kiosk"])
    assert main(["verify", *fleet, "--to", str(card)]) == 0
    assert main(["verify", *fleet, "--to", str(card), "--image", str(image)]) == 1
    assert "1 block(s)" in capsys.readouterr().err
    other = [fleet[0], "--device", "n/other", *fleet[3:]]
    fleet_file = Path(fleet[0]) / "fleet.toml"
    assert main(["verify", *other, "--to", str(card)]) == 1
    assert "user-data on the boot partition is not what" in capsys.readouterr().err
    fleet_file.write_text(fleet_file.read_text().replace("Europe/Berlin", "Europe/Paris"))
    assert main(["verify", *fleet, "--to", str(card)]) == 1


def test_a_card_that_imager_wrote_is_set_up(
    fleet: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = tmp_path / "card.img"
    before = card_image(card, tail=TAIL)
    assert main(["write", *fleet, "--to", str(card)]) == 0
    assert card.read_bytes()[START + SIZE :] == TAIL
    assert card.read_bytes()[:START] == before[:START]
    assert main(["verify", *fleet, "--to", str(card)]) == 0
    first = card.read_bytes()
    assert main(["write", *fleet, "--to", str(card)]) == 0
    assert read_file(card, START, "cmdline.txt").count(b"ds=nocloud") == 1
    assert len(first) == len(card.read_bytes())


def test_an_image_of_the_other_system_is_refused(
    fleet: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, card = tmp_path / "old.img", tmp_path / "card.img"
    card_image(old, system="bookworm")
    assert written(fleet, old, card) == 1
    assert "The image looks like bookworm, the fleet file says trixie" in capsys.readouterr().err
    assert not card.exists()
    settings = Path(fleet[0]) / "fleet.toml"
    settings.write_text(settings.read_text().replace("trixie", "bookworm"))
    assert written(fleet, old, card) == 0
    assert b"put etc/otklik/kiosk.toml" in read_file(card, START, "firstrun.sh")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("cut", "damaged or incomplete"),
        ("checksum", "another checksum"),
        ("no partitions", "no partition table"),
        ("small", "full before the image ends"),
    ],
)
def test_no_card_is_left_that_looks_good_but_is_not(
    fleet: list[str],
    image: Path,
    tmp_path: Path,
    trouble: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    card, packed = tmp_path / "card.img", image.read_bytes()
    card_image(card, tail=TAIL)
    if trouble == "cut":
        image.write_bytes(packed[: len(packed) - 2000])
    elif trouble == "no partitions":
        image.write_bytes(lzma.compress(bytes(START + SIZE), preset=0))
    elif trouble == "small":
        os.truncate(card, START + SIZE + 1000)
    more = ["--sha256", "0" * 64] if trouble == "checksum" else []
    assert written(fleet, image, card, *more) == 1
    assert said in capsys.readouterr().err
    assert not boots(card)


def test_the_published_checksum_beside_the_image_is_used(
    fleet: list[str], image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = image.with_name(f"{image.name}.sha256")
    beside.write_text(f"{'0' * 64}  {image.name}\n")
    assert written(fleet, image, tmp_path / "card.img") == 1
    assert "another checksum" in capsys.readouterr().err
    beside.write_text("<html>Not found")
    assert written(fleet, image, tmp_path / "card.img") == 2


@pytest.mark.parametrize("after_bytes", [0, HEAD_BYTES + 1, START + 5])
def test_a_card_pulled_out_at_any_moment_does_not_boot(
    fleet: list[str],
    image: Path,
    tmp_path: Path,
    after_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = tmp_path / "card.img"
    card_image(card, tail=TAIL)
    put = Disk.put

    def pulled(disk: Disk, offset: int, data: bytes) -> None:
        if offset >= HEAD_BYTES and offset + len(data) > after_bytes:
            put(disk, offset, data[: max(0, after_bytes - offset)])
            raise KeyboardInterrupt
        put(disk, offset, data)

    monkeypatch.setattr(Disk, "put", pulled)
    with pytest.raises(KeyboardInterrupt):
        written(fleet, image, card)
    assert not boots(card)


def test_a_card_that_forgets_is_found_out(
    fleet: list[str],
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    card, get = tmp_path / "card.img", Disk.get
    monkeypatch.setattr(Disk, "get", lambda disk, at, size: b"\0" + get(disk, at, size)[1:])
    assert written(fleet, image, card) == 1
    assert "gave back something else than was written" in capsys.readouterr().err
    assert not card.exists()


def test_a_full_boot_partition_leaves_no_card_that_boots(
    fleet: list[str],
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = card_write._wanted

    def larger(*parts: Any) -> Mapping[str, bytes]:
        return {**wanted(*parts), "large": bytes(SIZE)}

    monkeypatch.setattr(card_write, "_wanted", larger)
    card = tmp_path / "card.img"
    card_image(card, tail=TAIL)
    assert written(fleet, image, card) == 1
    assert "boot partition" in capsys.readouterr().err
    assert not boots(card)


def test_refusals_are_listed_and_nothing_is_touched(
    fleet: list[str], image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    assert written(fleet, image, tmp_path / "thesis.doc") == 1
    assert "must end in .img" in capsys.readouterr().err
    assert (tmp_path / "thesis.doc").read_text() == "years of work"
    assert written(fleet, image, Path("/dev/null")) == 1
    assert main(["write", fleet[0], "--device", "n/dor", "--to", "x.img"]) == 2
    assert "did you mean n/door?" in capsys.readouterr().err
