"""Which disks are refused, and what a person may insist on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from firmware_config.card.disks import describe, from_lsblk
from firmware_config.domain.progress import progress_line
from firmware_config.domain.target_rules import Target, readable_size, refusals
from firmware_config.errors import TargetError

GB = 10**9
CARD = Target(path="/dev/sdb", name="sdb", kind="disk", model="Generic SD", size_bytes=32 * GB)


def refused(target: Target, *, needed: int | None = 5 * GB, forced: str = "") -> list[str]:
    return refusals(target, needed_bytes=needed, max_gb=256, forced=forced)


def test_a_card_in_a_reader_is_written() -> None:
    assert refused(CARD) == []
    assert refused(CARD, needed=None) == []
    assert CARD.said == "/dev/sdb (Generic SD, 32.0 GB)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mounts": ("/",)}, "holds the running system (/)"),
        ({"mounts": ("/boot/firmware", "/media/a")}, "holds the running system (/boot/firmware)"),
        ({"mounts": ("[SWAP]",)}, "holds the running system ([SWAP])"),
        ({"mounts": ("/media/anna/PHOTOS",)}, "in use (/media/anna/PHOTOS): unmount it"),
        ({"removable": False}, "not removable"),
        ({"size_bytes": 2000 * GB}, "larger than 256 GB"),
        ({"contents": ("vfat", "LVM2_member")}, "part of a larger volume (LVM2_member)"),
        ({"contents": ("linux_raid_member",)}, "part of a larger volume"),
    ],
)
def test_what_may_be_no_card_needs_its_name_typed(change: dict[str, Any], said: str) -> None:
    target = replace(CARD, **change)
    [sentence] = refused(target)
    assert said in sentence
    assert "--force sdb" in sentence
    assert refused(target, forced="sdb") == []
    assert len(refused(target, forced="sda")) == 2
    assert len(refused(target, forced="/dev/sdb")) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"read_only": True}, "write-protected; slide the switch"),
        ({"size_bytes": 4 * GB}, "too small: it holds 4.0 GB, the image needs 5.0 GB"),
        ({"size_bytes": 0}, "put a card into the reader"),
        ({"kind": "part"}, "not a whole disk"),
        ({"kind": "rom"}, "not a whole disk"),
        ({"kind": "file", "name": "thesis.doc"}, "must end in .img"),
    ],
)
def test_what_cannot_work_no_force_waives(change: dict[str, Any], said: str) -> None:
    target = replace(CARD, **change)
    for forced in ("", target.name):
        assert any(said in sentence for sentence in refused(target, forced=forced))


def test_all_reasons_are_told_at_once() -> None:
    target = replace(CARD, mounts=("/",), removable=False, size_bytes=4000 * GB, read_only=True)
    assert len(refused(target)) == 4


def disk(**change: Any) -> str:
    part = {"kname": "sdb1", "type": "part", "mountpoints": [None, "/media/a"], "fstype": "vfat"}
    whole = {
        "kname": "sdb",
        "type": "disk",
        "size": 32 * GB,
        "vendor": "Generic ",
        "model": "SD",
        "tran": "usb",
        "rm": True,
        "hotplug": True,
        "ro": False,
        "mountpoints": [None],
        "fstype": None,
        "children": [part],
    }
    return json.dumps({"blockdevices": [whole | change]})


def test_lsblk_is_understood() -> None:
    assert from_lsblk("/dev/sdb", disk()) == Target(
        path="/dev/sdb",
        name="sdb",
        kind="disk",
        model="Generic SD",
        size_bytes=32 * GB,
        removable=True,
        mounts=("/media/a",),
        contents=("vfat",),
    )
    nvme = disk(kname="nvme0n1", tran="nvme", rm=False, hotplug=False)
    assert not from_lsblk("x", nvme).removable
    reader = disk(kname="mmcblk0", tran=None, rm=False, hotplug=False)
    assert from_lsblk("x", reader).removable


def test_what_hides_below_a_volume_is_found() -> None:
    root = {"kname": "dm-0", "type": "crypt", "mountpoints": ["/"], "fstype": "ext4"}
    part = {
        "kname": "sdb1",
        "type": "part",
        "mountpoints": [None],
        "fstype": "crypto_LUKS",
        "children": [root],
    }
    assert "/" in from_lsblk("x", disk(children=[part])).mounts


@pytest.mark.parametrize("said", ["", "{}", '{"blockdevices": []}', '{"blockdevices": [{}]}'])
def test_lsblk_that_says_nothing_refuses_the_disk(said: str) -> None:
    with pytest.raises(TargetError, match="nothing usable"):
        from_lsblk("/dev/sdb", said)


def test_a_file_may_stand_for_a_card(tmp_path: Path) -> None:
    new = describe(tmp_path / "card.img")
    assert (new.kind, new.size_bytes) == ("file", None)
    (tmp_path / "card.img").write_bytes(b"12")
    assert describe(tmp_path / "card.img").size_bytes == 2


@pytest.mark.parametrize("path", ["/dev/otklik-none", "/dev/null", "/no-such-folder/x.img"])
def test_what_is_no_disk_is_one_sentence(path: str) -> None:
    with pytest.raises(TargetError):
        describe(Path(path))


def test_progress_tells_share_speed_and_what_is_left() -> None:
    line = progress_line("Writing", done_bytes=30_000_000, fraction=0.25, seconds=2)
    assert line.split() == ["Writing", "25%", "30.0", "MB", "15.0", "MB/s", "0:06", "left"]
    assert "left" not in progress_line("Writing", done_bytes=0, fraction=0, seconds=0)
    assert readable_size(999) == "999 bytes"
