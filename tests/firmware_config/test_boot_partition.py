"""Whatever a value holds, it reaches the device as it is and runs nothing.

Judged by others: PyYAML and cloud-init's own schema; test_first_boot.py has a real shell.
"""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_config.domain.boot_partition import cmdline_with, partition_files, system_of
from firmware_config.domain.cloud_init import meta_data, network_config, user_data
from firmware_config.domain.wifi import (
    NETWORK_PATH,
    connection_file,
    network_key,
    password_faults,
    wifi_faults,
)
from firmware_config.domain.yaml_text import yaml_text
from tests.firmware_config.card_parts import HOSTILE, a_card

# Everything but lone surrogates, which no UTF-8 file can hold.
text = st.text(st.characters(blacklist_categories=["Cs"]))
values = st.recursive(
    text | st.booleans() | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
EMOJI_SSID = "😀" * 8
EVERY_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMAS = (
    os.environ.get("OTKLIK_CLOUD_INIT_SCHEMA", ""),
    str(REPOSITORY / "var/cloud-init/schema.json"),
    "/usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json",
)


@given(values)
def test_yaml_means_what_was_meant(value: Any) -> None:
    assert yaml.safe_load(yaml_text(value)) == value
    assert yaml_text(value).isascii()
    assert "\n" not in yaml_text(value)


@given(st.binary(max_size=200).map(lambda raw: raw.decode("utf-8", "ignore")))
def test_cloud_init_is_told_every_file_exactly(content: str) -> None:
    card = a_card(settings=content.encode(), secret=HOSTILE.encode())
    said = yaml.safe_load(user_data(card))
    files = {each["path"]: each for each in said["write_files"]}
    assert files["/etc/otklik/settings"]["content"] == content
    assert files["/etc/otklik/secret"] == {
        "path": "/etc/otklik/secret",
        "permissions": "0600",
        "content": HOSTILE,
    }
    assert said["runcmd"][-1] == [
        "systemctl",
        "start",
        "--no-block",
        "first-boot-of-otklik.service",
    ]
    assert files["/usr/local/sbin/otklik-first-boot"]["permissions"] == "0755"


def schema() -> dict[str, Any]:
    for path in filter(None, SCHEMAS):
        if Path(path).is_file():
            read: dict[str, Any] = json.loads(Path(path).read_text())
            return read
    pytest.skip("needs cloud-init's schema: scripts/need-for-tests.sh fetches it")


def faults(user_data_text: str) -> list[str]:
    """What cloud-init itself would refuse."""
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft4Validator(schema())
    return [error.message for error in checker.iter_errors(yaml.safe_load(user_data_text))]


def test_cloud_inits_own_schema_is_one_that_refuses() -> None:
    assert faults("#cloud-config\nwrite_files: no list\n")
    assert faults("#cloud-config\nruncmd: {}\n")


@settings(max_examples=40, deadline=None)
@given(text.map(str.encode), text, st.sampled_from([(), ("ssh-ed25519 AAAAC3Nza anna@e.com",)]))
def test_cloud_inits_own_schema_finds_nothing_wrong(
    content: bytes, country: str, keys: tuple[str, ...]
) -> None:
    card = a_card(settings=HOSTILE.encode(), secret=content)
    card = replace(card, ssh_keys=keys, country=country, hostname=EMOJI_SSID)
    assert faults(user_data(card)) == []


def test_without_a_key_nobody_can_log_in() -> None:
    said = yaml.safe_load(user_data(a_card()))
    assert said["user"] == {"name": "technician", "lock_passwd": True}
    assert said["ssh_pwauth"] is False
    assert ["systemctl", "disable", "--now", "ssh"] in said["runcmd"]
    with_key = yaml.safe_load(user_data(replace(a_card(), ssh_keys=("ssh-ed25519 AAAA a",))))
    assert with_key["user"]["ssh_authorized_keys"] == ["ssh-ed25519 AAAA a"]
    assert ["systemctl", "enable", "--now", "ssh"] in with_key["runcmd"]


def test_another_content_is_another_instance() -> None:
    one, two = (yaml.safe_load(meta_data("north-3", content)) for content in ("a", "b"))
    assert one["instance-id"].startswith("otklik-north-3-")
    assert one != two
    assert yaml.safe_load(network_config())["ethernets"]["eth0"]["dhcp4"] is True


# --- Wi-Fi ----------------------------------------------------------------------------------


def test_the_key_is_that_of_the_standard() -> None:
    """IEEE 802.11-2020, annex J.4.2, test cases 1 and 2."""
    assert network_key("IEEE", "password") == (
        "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"
    )
    assert network_key("ThisIsASSID", "ThisIsAPassword") == (
        "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"
    )


@given(text)
def test_any_name_reaches_networkmanager_byte_by_byte(ssid: str) -> None:
    line = next(x for x in connection_file(ssid, "0" * 64).splitlines() if x.startswith("ssid="))
    numbers = line.removeprefix("ssid=").split(";")[:-1]
    assert bytes(map(int, numbers)).decode() == ssid


@pytest.mark.parametrize(
    ("ssid", "country", "said"),
    [
        ("", "", None),
        (EMOJI_SSID, "DE", None),
        (EMOJI_SSID + "x", "DE", "has 33 bytes"),
        ("Shop", "", "keeps its Wi-Fi switched off"),
        ("Shop", "de", "two capital letters"),
        ("Shop", "DE\n", "two capital letters"),
    ],
)
def test_wifi_that_would_not_work_is_named(ssid: str, country: str, said: str | None) -> None:
    found = wifi_faults(ssid, country)
    assert (found == []) if said is None else (said in found[0])


def test_passwords_of_every_printable_sign() -> None:
    parts = [EVERY_PRINTABLE[:63], EVERY_PRINTABLE[-63:], "a" * 64]
    assert [password_faults(part) for part in parts] == [[], [], []]
    assert all(len(network_key("Shop", part)) == 64 for part in parts)
    for wrong in ("short", "ä" * 10, "x" * 64, "a\nbcdefgh", ""):
        assert password_faults(wrong)
        assert wrong not in password_faults(wrong)[0] or not wrong


# --- the kernel's line ----------------------------------------------------------------------


def test_the_kernels_line_stays_one_line_and_keeps_the_rest() -> None:
    before = "console=tty1 root=PARTUUID=1-02 resize ds=nocloud;i=rpi-imager-1 systemd.run=/x\n"
    assert cmdline_with(before, ["ds=nocloud;i=a"]) == (
        "console=tty1 root=PARTUUID=1-02 resize ds=nocloud;i=a\n"
    )


@given(text)
def test_writing_twice_changes_nothing(before: str) -> None:
    once = cmdline_with(before, ["ds=nocloud;i=a"])
    assert cmdline_with(once, ["ds=nocloud;i=a"]) == once
    assert once.count("\n") == 1


def test_each_system_gets_what_it_reads() -> None:
    card = replace(a_card(settings=b"1"), country="DE")
    trixie = partition_files(card, "trixie", "root=x resize")
    assert set(trixie) == {"user-data", "meta-data", "network-config", "cmdline.txt"}
    instance = yaml.safe_load(trixie["meta-data"])["instance-id"]
    assert trixie["cmdline.txt"].decode() == (
        f"root=x resize cfg80211.ieee80211_regdom=DE ds=nocloud;i={instance}\n"
    )
    bookworm = partition_files(card, "bookworm", "root=x resize")
    assert set(bookworm) == {"firstrun.sh", "cmdline.txt"}
    assert b"systemd.run=/boot/firstrun.sh" in bookworm["cmdline.txt"]
    assert NETWORK_PATH not in bookworm["firstrun.sh"].decode()


@pytest.mark.parametrize(
    ("names", "system"),
    [
        ({"cmdline.txt", "meta-data"}, "trixie"),
        ({"cmdline.txt", "config.txt"}, "bookworm"),
        ({"efi"}, None),
    ],
)
def test_the_system_is_recognised(names: set[str], system: str | None) -> None:
    assert system_of(names) == system
