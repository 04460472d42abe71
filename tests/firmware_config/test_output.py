"""The folder of a fleet: changed files only, secrets made once, private from the first byte."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from firmware_config.errors import OutputError
from firmware_config.output import forgotten, keep_secrets, password_text, read_text, write_files
from wire.errors import SecretError


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def numbered() -> Iterator[str]:
    """Passwords that show how many were made."""
    return (f"password-{number}" for number in count(1))


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    files = {"a/one": b"1", "a/two": b"2"}
    assert write_files(tmp_path, files) == ["a/one", "a/two"]
    assert write_files(tmp_path, files) == []
    assert write_files(tmp_path, files | {"a/two": b"3"}) == ["a/two"]
    assert (tmp_path / "a/two").read_bytes() == b"3"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["one", "two"]


def test_private_files_are_the_owners_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"open": b""})
    write_files(tmp_path, {"private": b""}, private=True)
    assert mode_of(tmp_path / "open") == 0o644
    assert mode_of(tmp_path / "private") == 0o600


def test_a_secret_is_made_once_and_kept(tmp_path: Path, numbered: Iterator[str]) -> None:
    first = keep_secrets(tmp_path, ["hub", "north-3.door"], lambda: next(numbered))
    second = keep_secrets(tmp_path, ["north-3.door", "south-1.till"], lambda: next(numbered))
    assert [secret.reveal() for secret in first.values()] == ["password-1", "password-2"]
    assert {user: secret.reveal() for user, secret in second.items()} == {
        "north-3.door": "password-2",
        "south-1.till": "password-3",
    }
    assert mode_of(tmp_path / "secrets") == 0o700
    assert mode_of(tmp_path / "secrets/hub") == 0o600


def test_git_does_not_take_the_secrets(tmp_path: Path, numbered: Iterator[str]) -> None:
    keep_secrets(tmp_path, ["hub"], lambda: next(numbered))
    assert (tmp_path / "secrets/.gitignore").read_text() == "*\n"


def test_secrets_are_files_even_where_systemd_has_credentials(
    tmp_path: Path, numbered: Iterator[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(tmp_path)
    secrets = keep_secrets(Path(), ["hub"], lambda: next(numbered))
    assert secrets["hub"].reveal() == "password-1"


@pytest.mark.parametrize(
    ("content", "mode", "sentence"),
    [("", 0o600, "is empty"), ("known-to-all", 0o644, "is readable by everybody: chmod 600")],
)
def test_a_secret_that_is_none_is_refused(
    tmp_path: Path, numbered: Iterator[str], content: str, mode: int, sentence: str
) -> None:
    keep_secrets(tmp_path, ["hub"], lambda: next(numbered))
    (tmp_path / "secrets/hub").write_text(content)
    (tmp_path / "secrets/hub").chmod(mode)
    with pytest.raises(SecretError, match=sentence):
        keep_secrets(tmp_path, ["hub"], lambda: next(numbered))


def test_a_line_of_the_password_file_changes_with_its_password_only(
    tmp_path: Path, numbered: Iterator[str]
) -> None:
    salts = count()

    def salt(size: int) -> bytes:
        return bytes([next(salts)] * size)

    secrets = keep_secrets(tmp_path, ["hub", "north-3.door"], lambda: next(numbered))
    first = password_text("", secrets, salt)
    assert password_text(first, secrets, salt) == first
    (tmp_path / "secrets/hub").write_text("a-new-one")
    renewed = password_text(first, keep_secrets(tmp_path, secrets, lambda: ""), salt)
    assert [line.split(":")[0] for line in renewed.splitlines()] == ["hub", "north-3.door"]
    assert renewed.splitlines()[0] != first.splitlines()[0]
    assert renewed.splitlines()[1] == first.splitlines()[1]


def test_a_device_that_left_the_fleet_leaves_the_password_file(
    tmp_path: Path, numbered: Iterator[str]
) -> None:
    both = keep_secrets(tmp_path, ["hub", "north-3.door"], lambda: next(numbered))
    before = password_text("", both, bytes)
    left = keep_secrets(tmp_path, ["hub"], lambda: next(numbered))
    assert "north-3.door" not in password_text(before, left, bytes)
    assert forgotten(tmp_path, ["hub"]) == ["north-3.door"]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/a cannot be .*; choose another --out"):
        write_files(tmp_path / "file", {"a": b""})
    with pytest.raises(OutputError, match="move it away"):
        read_text(tmp_path)


def test_what_is_not_there_yet_reads_as_nothing(tmp_path: Path) -> None:
    assert read_text(tmp_path / "none") == ""
