"""The command, from what is typed to what is printed and returned."""

import json
from pathlib import Path
from typing import Any, Self

import pytest

from edge_vision import replay_command
from edge_vision.__main__ import main
from edge_vision.checks import check_camera, check_model
from edge_vision.settings import VisionSettings
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import clip
from tests.support.shared import require_shared
from wire.clock import FakeClock
from wire.settings import build, load

LINE = "0,120,320,120"

PICTURE = [[0, 0], [320, 0], [320, 240], [0, 240]]
FAR_AWAY = [[900, 0], [990, 0], [990, 240]]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    walks = [walk((80, 10), (80, 230), 4), walk((240, 230), (240, 10), 4)]
    return clip(tmp_path_factory.mktemp("film") / "film.mp4", walks, seconds=5)


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OTKLIK_MODELS", str(tmp_path / "no-models"))


def settings_file(tmp_path: Path, text: str = "") -> Path:
    path = tmp_path / "vision.toml"
    path.write_text(
        f'[device]\nsite = "north-3"\nname = "door"\n[outbox]\npath = "{tmp_path}/o.sqlite"\n'
        f'[broker]\nport = 9\n[[lines]]\nname = "door"\npoints = [[0, 120], [320, 120]]\n{text}'
    )
    return path


def test_replay_prints_one_json_object(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(film), "--line", LINE, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["in"], shown["out"], shown["frames"]) == (1, 1, 84)


def test_the_other_way_round_in_and_out_change_places(
    film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["replay", str(film), "--line", "320,120,0,120", "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert [row["direction"] for row in shown["crossings"]] in (["in", "out"], ["out", "in"])


def test_replay_for_people(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(film), "--zone", "0,0,320,0,320,240,0,240"]) == 0
    assert "2 visits" in capsys.readouterr().out


def test_replay_takes_lines_and_method_from_settings(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_file(tmp_path, '[detection]\nmethod = "motion"\n')
    assert main(["replay", str(film), "--settings", str(settings), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["in"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["replay", "gone.mp4", "--line", LINE], 2, "There is no file gone.mp4"),
        (["replay", "FILM", "--line", "0,900,320,900"], 2, "outside the picture"),
        (["run", "--settings", "gone.toml"], 2, "no such file"),
        (["models", "pull", "yolo99"], 2, "known are"),
        (["models", "import", "gone"], 2, "cannot be imported"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_an_exit_code(
    arguments: list[str], code: int, words: str, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(film) if argument == "FILM" else argument for argument in arguments]
    assert main(arguments) == code
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("line", "words"),
    [("1,2,3", "an x without its y"), ("a,b,c,d", "list of numbers"), ("1,1,1,1", "the same")],
)
def test_a_line_that_is_none_is_a_usage_error(
    line: str, words: str, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["replay", str(film), "--line", line])
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


def test_a_model_that_was_asked_for_and_is_absent_ends_the_command(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_file(tmp_path, '[detection]\nmethod = "model"\n')
    assert main(["replay", str(film), "--settings", str(settings)]) == 2
    assert "models pull yolox_nano" in capsys.readouterr().err


def test_run_without_a_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vision.toml"
    path.write_text('[device]\nsite = "north-3"\nname = "door"\n')
    assert main(["run", "--settings", str(path)]) == 2
    assert "add [[lines]]" in capsys.readouterr().err


def test_a_line_of_the_command_line_with_the_name_of_a_zone_is_refused(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zone = '[[zones]]\nname = "line"\npoints = [[0, 0], [90, 0], [90, 90]]\n'
    settings = settings_file(tmp_path, zone)
    given = ["--source", str(film), "--line", "0,120,320,120"]
    assert main(["run", "--settings", str(settings), *given]) == 2
    assert "are named 'line': give each its own name" in capsys.readouterr().err


def test_a_bar_goes_to_the_end_though_most_frames_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 30 frames a second every fifth is looked at, the first, the sixth, and so on."""
    seen: list[int] = []

    class Bar:
        def __init__(self, **_more: object) -> None:
            pass

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def add_task(self, _name: str, total: int) -> None:
            seen.append(total)

        def update(self, _task: None, completed: int) -> None:
            seen.append(completed)

    long = clip(tmp_path / "long.mp4", [], seconds=9, fps=30, quiet_s=1)
    monkeypatch.setattr(replay_command, "Progress", Bar)
    monkeypatch.setenv("FORCE_COLOR", "1")  # as where somebody watches
    assert main(["replay", str(long), "--line", LINE]) == 0
    total, *shown = seen
    assert total == 300
    assert len(shown) > 5
    assert shown == sorted(shown)
    assert shown[-1] >= 270


def test_a_replay_with_nothing_to_count_at_says_so(
    film: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["replay", str(film)]) == 0
    assert "give --line or --zone" in caplog.text


@pytest.mark.parametrize("port", ["0", "99999", "-1", "http"])
def test_what_is_no_port_is_a_usage_error(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_file(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(["setup", "--settings", str(settings), f"--port={port}"])
    assert caught.value.code == 2
    assert "is not a TCP port, 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["run"], ["replay"], ["check"], ["models"]])
def test_help_has_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    assert "examples:" in capsys.readouterr().out


def test_models_list_says_what_is_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--models", str(tmp_path)]) == 0
    assert "absent   yolox_nano" in capsys.readouterr().out
    assert main(["models", "list", "--models", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "absent"


def test_a_damaged_model_fails_the_verification(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "yolox_nano.onnx").write_bytes(b"x")
    assert main(["models", "verify", "--models", str(tmp_path)]) == 1
    assert "damaged  yolox_nano" in capsys.readouterr().out


def test_check_says_what_is_missing(film: Path, tmp_path: Path) -> None:
    settings = load(VisionSettings, settings_file(tmp_path, f'[camera]\nsource = "{film}"\n'))
    camera = check_camera(settings, FakeClock())
    assert camera.ok is True
    assert "320 x 240" in camera.text
    assert check_model(settings, tmp_path).ok is None


def test_check_notices_a_line_outside_the_picture(film: Path) -> None:
    raw = {
        "device": {"site": "north-3", "name": "door"},
        "camera": {"source": str(film)},
        "lines": [{"name": "door", "points": [[0, 900], [320, 900]]}],
    }
    camera = check_camera(build(VisionSettings, raw, source="test"), FakeClock())
    assert camera.ok is False
    assert "outside it: door" in camera.text


@pytest.mark.parametrize(
    ("more", "ok", "words"),
    [
        ({"picture": {"width_px": 1280, "height_px": 720}}, False, "drawn on 1280 x 720: set the"),
        ({"picture": {"width_px": 320, "height_px": 240}}, True, "1 line(s), 0 zone(s)"),
        ({"staff_areas": [{"name": "till", "points": FAR_AWAY}]}, False, "outside it: till"),
        ({"lines": [], "zones": [{"name": "all", "points": PICTURE}]}, True, "1 zone(s)"),
        ({"lines": []}, False, "no line to count at"),
    ],
)
def test_check_looks_at_everything_that_is_drawn(
    film: Path, more: dict[str, Any], ok: bool, words: str
) -> None:
    raw = {
        "device": {"site": "north-3", "name": "door"},
        "camera": {"source": str(film)},
        "lines": [{"name": "door", "points": [[0, 100], [320, 100]]}],
    }
    camera = check_camera(build(VisionSettings, raw | more, source="test"), FakeClock())
    assert camera.ok is ok
    assert words in camera.text


def replayed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    shared = require_shared()
    models = str(shared / "models")
    clip_path = str(shared / "data" / "video" / arguments[0])
    assert main(["replay", clip_path, *arguments[1:], "--models", models, "--json"]) == 0
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


@pytest.mark.shared
def test_pavement_is_counted_right(capsys: pytest.CaptureFixture[str]) -> None:
    shown = replayed(capsys, "pavement.mp4", "--line", "0,250,670,250")
    truth = json.loads((require_shared() / "data" / "video" / "truth.json").read_text())
    crossings = truth["pavement.mp4"]["crossings"]
    for direction, name in (("in", "down"), ("out", "up")):
        frames = [row["frame"] for row in shown["crossings"] if row["direction"] == direction]
        assert len(frames) == len(crossings[name])
        for found, true in zip(sorted(frames), crossings[name], strict=True):
            assert abs(found - true) <= 20


NEAR_THE_EDGE = "40,40,728,40,728,392,40,392,40,40"
"""All round the picture, where bodies of 390 px are cut before their middle gets there."""


@pytest.mark.shared
def test_the_stand_s_visitors_are_timed_and_counted_as_they_come_and_go(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Six visits as long as they were; six in and six out over a line close to the edge."""
    zone = "0,0,768,0,768,432,0,432"
    shown = replayed(capsys, "stand.mp4", "--zone", zone, "--line", NEAR_THE_EDGE)
    assert (shown["in"], shown["out"]) == (6, 6)
    text = (require_shared() / "data" / "video" / "truth.json").read_text()
    truth = json.loads(text)["stand.mp4"]
    assert len(shown["visits"]) == len(truth["visits_frames"])
    for found, (first, last) in zip(shown["visits"], truth["visits_frames"], strict=True):
        dwell_s = found["leave_s"] - found["enter_s"]
        assert dwell_s == pytest.approx((last - first) / 10, abs=truth["dwell_tolerance_s"])
        assert found["enter_s"] == pytest.approx(first / 10, abs=2)


@pytest.mark.shared
def test_three_people_are_in_the_aisle(capsys: pytest.CaptureFixture[str]) -> None:
    shown = replayed(capsys, "aisle.gif", "--zone", "0,0,480,0,480,270,0,270")
    assert len(shown["visits"]) == 3
    assert shown["frames"] == 67
