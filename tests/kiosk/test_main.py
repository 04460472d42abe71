"""The command: exit codes, what is said, and where."""

import json
import sys
from pathlib import Path

import pytest

from kiosk import checks
from kiosk.__main__ import main
from wire.checks import Finding

GOOD = '[device]\nsite = "north"\nname = "kiosk-1"\n[kiosk]\npins = "mock"\n'


def settings_file(folder: Path, text: str) -> str:
    path = folder / "kiosk.toml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("command", ["run", "check"])
def test_bad_settings_are_listed_all_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = settings_file(tmp_path, '[device]\nsite = "North"\n[kiosk]\npin = "mock"\n')
    assert main([command, "--settings", path]) == 2
    said = capsys.readouterr().err
    assert "3 fault(s)" in said
    assert "did you mean `pins`?" in said


def test_a_missing_file_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--settings", "nowhere.toml"]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_no_pins_exit_1_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", None)
    path = settings_file(tmp_path, GOOD.replace("mock", "lgpio"))
    assert main(["run", "--settings", path]) == 1
    assert "apt install python3-lgpio" in capsys.readouterr().err


FINDINGS = [
    Finding(what="pins", ok=True, text="4 buttons"),
    Finding(what="clock", ok=None, text="not set"),
    Finding(what="broker", ok=False, text="does not answer"),
]


@pytest.mark.parametrize(("found", "code"), [(FINDINGS, 1), (FINDINGS[:2], 0)])
def test_check_says_what_it_found(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    found: list[Finding],
    code: int,
) -> None:
    monkeypatch.setattr(checks, "check_all", lambda *_: found)
    path = settings_file(tmp_path, GOOD)
    assert main(["check", "--settings", path]) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ok      pins: 4 buttons"
    assert lines[1] == "note    clock: not set"
    assert main(["check", "--json", "--settings", path]) == code
    assert [one["ok"] for one in json.loads(capsys.readouterr().out)] == [f.ok for f in found]


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", "--help"]])
def test_help_has_examples(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "otklik-kiosk check --settings kiosk.toml" in capsys.readouterr().out


def test_a_wrong_command_exits_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2
