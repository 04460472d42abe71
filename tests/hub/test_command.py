import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.settings import StoreSettings
from hub.store.engine import reading
from hub.store.migrate import open_store
from hub.store.people import verify
from tests.support.broker import Broker
from tests.support.ports import free_port

PASSWORD = "four words of mine"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("s" * 40)
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    file = tmp_path / "hub.toml"
    file.write_text(
        f'[store]\npath = "{tmp_path}/hub.sqlite"\n[broker]\nport = {free_port()}\n'
        f'[web]\nsecret_key_file = "{tmp_path}/secret"\n'
    )
    return file


@pytest.fixture
def run(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def one(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--settings", str(settings_file)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return one


def _user(run: Run, settings_file: Path) -> None:
    run("user", "add", "anna", "--password-file", str(settings_file.parent / "password"))


def test_a_user_can_sign_in_with_the_password_of_the_file(run: Run, settings_file: Path) -> None:
    _user(run, settings_file)
    engine = open_store(StoreSettings(path=str(settings_file.parent / "hub.sqlite")))
    with reading(engine) as conn:
        assert verify(conn, "anna", PASSWORD)
    engine.dispose()
    code, out, _ = run("user", "list", "--json")
    assert code == 0
    assert [user["name"] for user in json.loads(out)] == ["anna"]
    assert "hash" not in out


def test_a_password_can_come_by_the_standard_input(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("another long password\n"))
    assert run("user", "add", "ben", "--password-file", "-")[0] == 0


def test_without_anybody_to_ask_the_cure_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, _, err = run("user", "add", "ben")
    assert code == 1
    assert "--password-file" in err


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["long enough for us", "long enough for us"], 0, ""),
        (["long enough for us", "long enough for uz"], 1, "differ"),
        (["short", "short"], 1, "12 to"),
    ],
)
def test_a_password_is_asked_for_twice(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: list[str], code: int, said: str
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(typed)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    found, _, err = run("user", "add", "ben")
    assert found == code
    assert said in err


def test_a_new_password_replaces_the_old_one(run: Run, settings_file: Path) -> None:
    _user(run, settings_file)
    new = settings_file.parent / "new"
    new.write_text("entirely different")
    assert run("user", "password", "anna", "--password-file", str(new))[0] == 0
    engine = open_store(StoreSettings(path=str(settings_file.parent / "hub.sqlite")))
    with reading(engine) as conn:
        assert verify(conn, "anna", PASSWORD) is None
        assert verify(conn, "anna", "entirely different")
    engine.dispose()


def test_a_token_is_shown_alone_once_and_can_be_revoked(run: Run) -> None:
    code, token, note = run("token", "add", "till")
    assert code == 0
    assert len(token.split()) == 1
    assert "once" in note
    assert token.strip() not in run("token", "list")[1]
    assert run("token", "revoke", "till")[0] == 0
    assert run("token", "revoke", "till")[0] == 1


def test_a_shop_is_announced_changed_and_listed(run: Run) -> None:
    assert run("site", "add", "north-3", "--name", "North", "--timezone", "Europe/Riga")[0] == 0
    assert run("site", "add", "north-3", "--timezone", "Europe/Riga")[0] == 1
    assert "counted anew" in run("site", "set", "north-3", "--timezone", "Asia/Tokyo")[1]
    assert "counted anew" not in run("site", "set", "north-3", "--name", "Nord")[1]
    assert run("site", "set", "south-1", "--name", "South")[0] == 1
    expected = {
        "code": "north-3",
        "name": "Nord",
        "timezone": "Asia/Tokyo",
        "country": None,
        "confirmed": True,
    }
    assert json.loads(run("site", "list", "--json")[1]) == [expected]
    assert run("site", "list")[1].splitlines()[1].split() == [
        "north-3",
        "Nord",
        "Asia/Tokyo",
        "-",
        "yes",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["site", "add", "north-3", "--timezone", "Europe/Nowhere"],
        ["site", "add", "North 3", "--timezone", "UTC"],
        ["site", "add", "north-3"],
        ["user"],
        ["dance"],
    ],
)
def test_wrong_usage_ends_with_two(run: Run, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 2


def test_faulty_settings_end_with_two(settings_file: Path, run: Run) -> None:
    settings_file.write_text("[web]\nprot = 1\n")
    code, _, err = run("check")
    assert code == 2
    assert "did you mean `port`" in err


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["ingest"],
        ["serve"],
        ["work"],
        ["migrate"],
        ["check"],
        *[["user", word] for word in ("add", "password", "list")],
        *[["token", word] for word in ("add", "revoke", "list")],
        *[["site", word] for word in ("add", "set", "list")],
    ],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = capsys.readouterr().out
    assert "example" in said
    assert f"otklik-hub {' '.join(words)}" in said.split("example", 1)[1]


def test_migrating_twice_does_nothing_more(run: Run) -> None:
    assert "brought up" in run("migrate")[1]
    assert "are up to date" in run("migrate")[1]


@pytest.mark.broker
def test_check_finds_nothing_missing_on_a_hub_that_is_set_up(
    run: Run, settings_file: Path, broker: Broker
) -> None:
    text = settings_file.read_text()
    settings_file.write_text(
        "\n".join(f"port = {broker.port}" if "port" in line else line for line in text.split("\n"))
    )
    _user(run, settings_file)
    code, out, _ = run("check", "--json")
    assert code == 0
    assert {finding["what"]: finding["ok"] for finding in json.loads(out)} | {"clock": None} == {
        "store": True,
        "secret": True,
        "broker": True,
        "audit log": True,
        "mail": None,
        "clock": None,
        "users": True,
    }
