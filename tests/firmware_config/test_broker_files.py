"""The broker's access list and password file. tests/systemd shows them to a real Mosquitto."""

import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.domain.broker_files import (
    SALT_BYTES,
    acl_text,
    password_line,
    password_matches,
)
from firmware_config.errors import BrokerFileError
from wire.errors import BadTopicError
from wire.topics import NAME_PATTERN

SALT = bytes(range(SALT_BYTES))
passwords = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60)
salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)
names = st.from_regex(NAME_PATTERN, fullmatch=True)


def test_each_device_gets_one_line_and_the_hub_all() -> None:
    assert acl_text([("north-3", "door"), ("south-1", "till")]) == (
        "user hub\n"
        "topic readwrite otklik/1/#\n"
        "\n"
        "user north-3.door\n"
        "topic readwrite otklik/1/north-3/door/#\n"
        "\n"
        "user south-1.till\n"
        "topic readwrite otklik/1/south-1/till/#\n"
    )


@pytest.mark.parametrize("name", ["", "a/b", "#", "+", "a\ntopic readwrite #", "A", "hub\n", "a b"])
def test_a_name_that_would_open_more_than_its_own_topics_is_refused(name: str) -> None:
    with pytest.raises(BadTopicError):
        acl_text([(name, "door")])
    with pytest.raises(BadTopicError):
        acl_text([("north-3", name)])


@given(st.lists(st.tuples(names, names), unique=True, max_size=20))
def test_as_many_users_as_devices_however_they_are_called(devices: list[tuple[str, str]]) -> None:
    users = [line for line in acl_text(devices).splitlines() if line.startswith("user ")]
    assert len(set(users)) == len(users) == len(devices) + 1


def test_the_line_is_mosquittos_own_format() -> None:
    """The same salt through mosquitto_passwd 2.0.11 of Debian 12 gave this line."""
    line = password_line("hub", "for-the-hub", SALT)
    head, iterations, salt, key = line.rsplit("$", 3)
    assert (head, iterations, salt) == ("hub:$7", "101", "AAECAwQFBgcICQoL")
    assert len(key) == 88


@given(passwords, passwords, salts)
def test_a_line_fits_its_password_and_no_other(one: str, other: str, salt: bytes) -> None:
    line = password_line("north-3.door", one, salt)
    assert password_matches(line, "north-3.door", one)
    assert password_matches(line, "north-3.door", other) == (one == other)
    assert not password_matches(line, "north-3.till", one)


@pytest.mark.parametrize("line", ["", "hub", "hub:$7$101$AAAA", "hub:$7$101$***$***", "hub:$$$é$"])
def test_a_damaged_line_fits_nobody(line: str) -> None:
    assert not password_matches(line, "hub", "for-the-hub")


@pytest.mark.parametrize(
    ("user", "password", "salt", "sentence"),
    [
        ("", "x", SALT, "cannot stand in a password file"),
        ("a:b", "x", SALT, "leave out ':'"),
        ("a\nb:$7$", "x", SALT, "cannot stand in a password file"),
        ("#a", "x", SALT, "cannot stand in a password file"),
        ("hub", "", SALT, "The password of hub must have 1 to 65535 bytes"),
        ("hub", "é" * 40_000, SALT, "The password of hub must have 1 to 65535 bytes"),
        ("hub", "x", b"short", "The salt of hub has 5 bytes; it needs 12"),
    ],
)
def test_what_the_file_cannot_hold_is_refused(
    user: str, password: str, salt: bytes, sentence: str
) -> None:
    with pytest.raises(BrokerFileError, match=sentence.replace(".", r"\.")):
        password_line(user, password, salt)


@pytest.mark.broker
def test_a_line_of_mosquitto_passwd_reads_as_ours(tmp_path: Path) -> None:
    program = which("mosquitto_passwd")
    if program is None:
        pytest.skip("needs mosquitto_passwd: apt install mosquitto")
    file = tmp_path / "passwords"
    file.write_text("hub:for-the-hub\n")
    file.chmod(0o600)
    subprocess.run([program, "-U", str(file)], check=True, timeout=30, capture_output=True)
    line = file.read_text().strip()
    assert password_matches(line, "hub", "for-the-hub")
    assert not password_matches(line, "hub", "for-the-door")
