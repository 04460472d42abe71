"""`otklik-card` as a technician uses it."""

from pathlib import Path

import pytest

from firmware_config.cli import main

FLEET = """\
organisation = "Example Stores"

[broker]
host = "192.168.10.2"

[[shops]]
site = "north-3"
name = "North, Main Street 3"
timezone = "Europe/Berlin"

[[shops.devices]]
name = "door-buttons"
role = "kiosk"

[[shops.devices]]
name = "door-camera"
role = "camera"

[shops.devices.settings.camera]
source = "rtsp://viewer:stream-secret@192.168.10.40/1"

[[shops.devices.settings.lines]]
name = "door"
points = [[0, 240], [640, 240]]
"""


@pytest.fixture
def fleet_file(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_check_counts_what_it_found_right(
    fleet_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(fleet_file)]) == 0
    assert "no fault found; 1 kiosk(s) and 1 camera(s) in 1 shop(s)" in capsys.readouterr().out


def test_check_lists_all_faults_and_exits_2(
    fleet_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet_file.write_text(FLEET.replace("door-camera", "door-buttons").replace("Berlin", "Berlln"))
    assert main(["check", str(fleet_file)]) == 2
    said = capsys.readouterr().err
    assert "fleet.toml: 2 fault(s)" in said
    assert "2 devices are called `north-3/door-buttons`" in said
    assert "'Europe/Berlln' is not known" in said


def test_a_missing_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_plan_shows_every_file_that_render_writes_and_no_secret(
    fleet_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["render", str(fleet_file), "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["plan", str(fleet_file)]) == 0
    shown = capsys.readouterr().out
    named = {line.removeprefix("==> ") for line in shown.splitlines() if line.startswith("==> ")}
    assert named == set(contents(out)) - {"secrets/.gitignore"}
    assert "stream-secret" not in shown
    assert "viewer:********@192.168.10.40" in shown
    for secret in (out / "secrets").glob("[!.]*"):
        assert secret.read_text().strip() not in shown


def test_plan_of_one_device_shows_only_that(
    fleet_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(fleet_file), "--device", "north-3/door-camera"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("==> ")] == [
        "==> devices/north-3/door-camera/etc/otklik/vision.toml",
        "==> secrets/north-3.door-camera",
    ]


def test_plan_of_a_device_that_is_none_says_which_was_meant(
    fleet_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(fleet_file), "--device", "north-3/door-camra"]) == 2
    assert "did you mean north-3/door-camera?" in capsys.readouterr().err


def test_render_twice_changes_nothing(
    fleet_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["render", str(fleet_file), "--out", str(out)])
    first = contents(out)
    capsys.readouterr()
    assert main(["render", str(fleet_file), "--out", str(out)]) == 0
    assert contents(out) == first
    assert capsys.readouterr().out == "unchanged  4 file(s)\n"


def test_one_changed_setting_touches_one_device(
    fleet_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["render", str(fleet_file), "--out", str(out)])
    fleet_file.write_text(FLEET.replace("[0, 240]", "[0, 200]"))
    capsys.readouterr()
    main(["render", str(fleet_file), "--out", str(out)])
    assert capsys.readouterr().out.splitlines() == [
        f"written    {out}/devices/north-3/door-camera/etc/otklik/vision.toml",
        "unchanged  3 file(s)",
    ]


def test_passwords_are_long_random_and_not_shared(fleet_file: Path, tmp_path: Path) -> None:
    made = set()
    for name in ("one", "two"):
        main(["render", str(fleet_file), "--out", str(tmp_path / name)])
        made |= {path.read_text() for path in (tmp_path / name / "secrets").glob("[!.]*")}
    assert len(made) == 6
    assert all(len(password.strip()) == 43 for password in made)


def test_a_faulty_fleet_writes_nothing(fleet_file: Path, tmp_path: Path) -> None:
    fleet_file.write_text(FLEET.replace("240", '"240"'))
    assert main(["render", str(fleet_file), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_device_that_left_is_named_with_what_to_do(
    fleet_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["render", str(fleet_file), "--out", str(out)])
    fleet_file.write_text(FLEET.replace("door-buttons", "till-buttons"))
    main(["render", str(fleet_file), "--out", str(out)])
    said = capsys.readouterr().out
    assert f"left over  {out}/secrets/north-3.door-buttons (no longer in the fleet" in said


def test_a_folder_that_cannot_be_written_exits_1(
    fleet_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(fleet_file), "--out", str(fleet_file)]) == 1
    assert "cannot be" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["check"], ["plan"], ["render"]])
def test_help_has_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert "otklik-card render fleet.toml --out" in capsys.readouterr().out
