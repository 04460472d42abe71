"""A device with a read-only root: its card, its first boot, and what systemd makes of its fstab."""

import gzip
import os
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.card.fat import read_file
from firmware_config.cli import main
from firmware_config.domain.boot_partition import partition_files
from firmware_config.domain.first_boot import first_boot_files
from firmware_config.domain.partitions import SECTOR_BYTES, with_data_partition
from firmware_config.domain.read_only import WRITABLE
from firmware_config.errors import ImageError
from tests.firmware_config.card_parts import START, a_card, card_image, needs_fat
from tests.firmware_config.first_boot_parts import Device, device, script
from tests.systemd.support import UNITS, settings_of

FSTAB = """# as in the image
PARTUUID=1-01 /boot/firmware vfat defaults 0 2
PARTUUID=1-02 / ext4 defaults,noatime 0 1
"""
GENERATOR = Path("/usr/lib/systemd/system-generators/systemd-fstab-generator")
CARD = replace(a_card(settings=b"1"), data_mb=1024)


def table(*entries: tuple[int, int, int]) -> bytes:
    """The first sector of a card with these partitions."""
    head = bytearray(b"\x33" * 446 + bytes(64) + b"\x55\xaa")
    for number, (kind, start, count) in enumerate(entries):
        struct.pack_into("<4xB3xII", head, 446 + 16 * number, kind, start, count)
    return bytes(head)


def read_only_device(root: Path) -> Device:
    """Before its first boot: a disk with three partitions, and programs that mount nothing."""
    made = device(root)
    (root / "etc/fstab").write_text(FSTAB)
    (root / "etc/resolv.conf").write_text("nameserver 9.9.9.9\n")
    (root / "etc/otklik").mkdir()
    (root / "etc/otklik/kiosk.toml").write_text("settings")
    for number in (1, 2, 3):
        (root / f"sys/devices/vda/vda{number}").mkdir(parents=True)
        (root / f"sys/devices/vda/vda{number}/partition").write_text(f"{number}\n")
    (root / "sys/class/block").mkdir(parents=True)
    (root / "sys/class/block/vda2").symlink_to("../../devices/vda/vda2")
    made.says("findmnt", "echo /dev/vda2")
    made.says("blkid", f'cat "{root}/label" 2>/dev/null')
    made.says("mkfs.ext4", f'echo otklik-data >"{root}/label"')
    made.says("mount", ":")
    made.says("mountpoint", "exit 1")
    made.says("timeout", ":")
    return made


# --- the card ---------------------------------------------------------------------------------


@given(
    boot=st.integers(1, 2**21),
    start=st.integers(2**21, 2**22),
    count=st.integers(1, 2**24),
    data_mb=st.integers(1024, 65536),
)
def test_the_third_partition_lies_behind_the_others_and_moves_nothing(
    boot: int, start: int, count: int, data_mb: int
) -> None:
    before = table((0x0C, 1, boot), (0x83, start, count))
    after, data = with_data_partition(before, data_mb)
    assert after[: 446 + 32] == before[: 446 + 32]
    assert after[446 + 48 :] == before[446 + 48 :]
    end = (start + count) * SECTOR_BYTES
    assert data.size == data_mb * 2**20
    assert end <= data.start < end + 4 * 2**20
    assert data.start % (4 * 2**20) == 0
    assert with_data_partition(after, data_mb) == (after, data)
    assert with_data_partition(after, data_mb + 1)[1].start == data.start


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(table((0x0C, 1, 9)), id="one partition"),
        pytest.param(table((0x0C, 1, 9), (0x0C, 16, 9)), id="the second is no Linux"),
        pytest.param(table((0x0C, 1, 9), (0x83, 16, 9), (0x83, 64, 9)), id="a third of others"),
        pytest.param(table((0x0C, 1, 9), (0x83, 16, 9), (0, 0, 0), (0x83, 64, 9)), id="a fourth"),
    ],
)
def test_an_image_of_another_shape_is_refused(head: bytes) -> None:
    with pytest.raises(ImageError, match="needs an image with two partitions"):
        with_data_partition(head, 1024)


@pytest.mark.parametrize(("data_mb", "kept"), [(0, True), (1024, False)])
def test_the_root_does_not_grow_over_the_partition(data_mb: int, *, kept: bool) -> None:
    files = partition_files(replace(CARD, data_mb=data_mb), "trixie", "root=x rootwait resize")
    assert (b" resize " in files["cmdline.txt"]) is kept


@pytest.fixture
def fleet(fleet: list[str]) -> list[str]:
    """The same with a second device, and a root that is only read."""
    folder = fleet[0]
    main(["fleet", "add", "device", folder, "n/till", "--role", "kiosk"])
    change(folder, 'system = "trixie"', 'system = "trixie"\nread_only_root = true\ndata_mb = 1024')
    return fleet


def change(folder: str, before: str, after: str) -> None:
    path = Path(folder) / "fleet.toml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@needs_fat
@pytest.mark.parametrize("by_imager", [False, True])
def test_a_card_gets_its_partition_empty_and_behind_the_image(
    fleet: list[str], tmp_path: Path, *, by_imager: bool
) -> None:
    image, card = tmp_path / "raspios.img", tmp_path / "card.img"
    plain = card_image(image, tail=b"root" * 1000)
    head, data = with_data_partition(plain[:4096], 1024)
    with card.open("wb") as file:
        file.write(plain if by_imager else b"old")
        file.seek(data.start)
        file.write(b"of another device" * 1000)
        file.truncate(data.start + data.size)
    given = [] if by_imager else ["--image", str(image)]
    assert main(["write", *fleet, *given, "--to", str(card)]) == 0
    with card.open("rb") as file:
        assert file.read(4096) == head
        file.seek(data.start)
        assert not any(file.read(2**20))
    assert b"writable='etc/otklik opt/otklik" in read_file(card, START, "user-data")
    assert main(["verify", *fleet, "--to", str(card), "--image", str(image)]) == 0


@needs_fat
def test_a_card_without_room_for_it_does_not_boot(
    fleet: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image, card = tmp_path / "raspios.img.gz", tmp_path / "card.img"
    plain = card_image(tmp_path / "plain.img")
    image.write_bytes(gzip.compress(plain))
    card.write_bytes(bytes(len(plain) + 9 * 2**20))
    assert main(["write", *fleet, "--image", str(image), "--to", str(card)]) == 1
    assert "has no room for 1024 MiB behind the image" in capsys.readouterr().err
    assert not any(card.read_bytes()[:4096])


def test_the_plan_says_what_is_kept(fleet: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    change(fleet[0], 'name = "till"', 'name = "till"\nread_only_root = false')
    capsys.readouterr()
    assert main(["plan", fleet[0]]) == 0
    said = capsys.readouterr().out
    assert "==> card n/door: partition 3\n    1024 MiB, ext4, at /data." in said
    assert "  /var/lib/private\n" in said
    assert "card n/till: partition 3" not in said


def test_bookworm_is_refused_with_the_reason(
    fleet: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(fleet[0], '"trixie"', '"bookworm"')
    assert main(["check", fleet[0]]) == 2
    assert "read_only_root works with" in capsys.readouterr().err


# --- the first boot ----------------------------------------------------------------------------


def test_what_is_written_moves_and_the_root_is_read_only_from_the_next_start(
    tmp_path: Path,
) -> None:
    made = read_only_device(tmp_path)
    assert made.run(script(CARD)) == 0, made.status
    assert (tmp_path / "data/etc/otklik/kiosk.toml").read_text() == "settings"
    bound = [call for call in made.calls if call.startswith("mount --bind")]
    assert bound == [f"mount --bind {tmp_path}/data/{each} {tmp_path}/{each}" for each in WRITABLE]
    order = [call.split()[0] for call in made.calls]
    assert order.index("mount") < made.calls.index("systemctl enable --now otklik-kiosk.service")
    mounts = {
        fields[1]: fields
        for line in (tmp_path / "etc/fstab").read_text().splitlines()
        if len(fields := line.split()) == 6
    }
    assert mounts["/"][3].endswith(",ro")
    assert mounts["/boot/firmware"][3].endswith(",ro")
    assert {f"/{each}" for each in WRITABLE} | {"/data", "/tmp", "/var/tmp", "/var/log"} <= {
        *mounts
    }
    assert (tmp_path / "etc/resolv.conf").readlink() == Path("/run/NetworkManager/resolv.conf")
    assert made.calls[-1] == "systemctl --no-block reboot"


@pytest.mark.parametrize("tool", ["mkfs.ext4", "mount", "systemctl", "awk"])
def test_a_power_cut_in_any_step_costs_nothing_but_time(tmp_path: Path, tool: str) -> None:
    made = read_only_device(tmp_path)
    (tmp_path / "data/opt/otklik.new/half").mkdir(parents=True)
    answer = (tmp_path / "tools" / tool).read_text() if (tmp_path / "tools" / tool).exists() else ""
    made.says(tool, 'kill -9 "$PPID"')
    assert made.run(script(CARD)) != 0
    assert not (tmp_path / "var/lib/otklik/first-boot-done").exists()
    if answer:
        (tmp_path / "tools" / tool).write_text(answer)
    else:
        (tmp_path / "tools" / tool).unlink()
    assert made.run(script(CARD)) == 0, made.status
    fstab = (tmp_path / "etc/fstab").read_text()
    assert fstab.count("LABEL=otklik-data") == 1
    assert not (tmp_path / "data/opt/otklik.new").exists()


def test_a_partition_that_holds_something_is_not_made_anew(tmp_path: Path) -> None:
    made = read_only_device(tmp_path)
    (tmp_path / "label").write_text("otklik-data\n")
    assert made.run(script(CARD)) == 0
    assert not [call for call in made.calls if call.startswith("mkfs")]


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("mkfs.ext4", "The card's third partition could not be set up."),
        ("mount", "The card's third partition cannot be mounted."),
        ("cp", "/etc/otklik could not be moved to the card's third partition."),
        ("awk", "The root could not be made read-only."),
    ],
)
def test_what_fails_is_told_and_the_root_stays_as_it_is(
    tmp_path: Path, tool: str, said: str
) -> None:
    made = read_only_device(tmp_path)
    made.says(tool, "exit 1")
    assert made.run(script(CARD)) == 1
    assert said in made.status
    assert "systemctl --no-block reboot" not in made.calls
    assert ",ro" not in (tmp_path / "etc/fstab").read_text()


# --- what systemd makes of it -------------------------------------------------------------------


def test_systemd_mounts_all_of_it_before_the_services_start(tmp_path: Path) -> None:
    if not GENERATOR.exists() or shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd's own generator and systemd-analyze")
    made = read_only_device(tmp_path / "root")
    assert made.run(script(CARD)) == 0
    units = tmp_path / "units"
    units.mkdir()
    done = subprocess.run(
        [str(GENERATOR), str(units), str(units), str(units)],
        env={**os.environ, "SYSTEMD_FSTAB": str(made.root / "etc/fstab"), "SYSTEMD_IN_INITRD": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    for each in ("data", *(path.replace("/", "-") for path in WRITABLE)):
        name = f"{each}.mount" if "otklik-" not in each[4:] else None
        text = (units / name).read_text() if name else _mount_of(units, each)
        assert "Before=local-fs.target" in text
    private = (units / "var-lib-private.mount").read_text()
    assert "What=/data/var/lib/private\n" in private


def _mount_of(units: Path, each: str) -> str:
    """systemd writes a dash inside a name as \\x2d."""
    [found] = [
        path for path in units.glob("*.mount") if path.name.replace("\\x2d", "-")[:-6] == each
    ]
    return found.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_folder_that_a_devices_service_keeps_is_on_the_partition(unit: Path) -> None:
    if "hub" in unit.name or "broker" in unit.name:
        return
    settings = dict(settings_of(unit))
    if state := settings.get("StateDirectory"):
        kept = "var/lib/private" if settings.get("DynamicUser") == "yes" else f"var/lib/{state}"
        assert kept in WRITABLE


def test_the_journal_is_kept_in_memory_and_within_a_bound() -> None:
    written = {file.path: file.content for file in first_boot_files(CARD)}
    assert b"Storage=volatile" in written["etc/systemd/journald.conf.d/otklik-read-only.conf"]
    assert not any("journald" in file.path for file in first_boot_files(a_card()))
    shared = Path(__file__).resolve().parents[2] / "systemd/journald.conf.d/otklik.conf"
    assert "RuntimeMaxUse=16M\n" in shared.read_text()
