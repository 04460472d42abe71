"""`otklik-vision tune`: what is measured, said and written. Clocks and networks pretend."""

import itertools
import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge_vision.__main__ import main
from edge_vision.adapters.fake_source import FakeSource
from edge_vision.domain.detections import Detections
from edge_vision.domain.tuning import Look
from edge_vision.errors import CameraError, ModelError, SetupError
from edge_vision.models import catalogue, store
from edge_vision.ports import Image
from edge_vision.settings import VisionSettings
from edge_vision.tuning import command
from edge_vision.tuning.command import tune
from edge_vision.tuning.measure import Timer, drawn, look_cost, motion_ms, taken
from edge_vision.tuning.report import Report, in_words
from edge_vision.tuning.settings_file import retuned
from tests.edge_vision.pictures import pictures
from wire.errors import SettingsError
from wire.remote import loading
from wire.settings import load

SETTINGS = """\
[device]
site = "north-3"
name = "door"

[detection]  # measured in May
threads = 3  # of four

[[lines]]
name = "door"
points = [[0, 120], [320, 120]]
"""
NETWORK_MS = {416: 60.0, 320: 35.0, 256: 22.0}


class Clocks:
    """A wall and a processor that go on when somebody pretends to work."""

    def __init__(self, other_work: float = 1.0) -> None:
        self.wall_s = self.cpu_s = 0.0
        self.other_work = other_work

    @property
    def timer(self) -> Timer:
        return Timer(lambda: self.wall_s, self._worked)

    def _worked(self) -> float:
        self.cpu_s += 0.001  # whoever looks at this clock has worked a little
        return self.cpu_s

    def work(self, ms: float, threads: int) -> None:
        self.cpu_s += ms / 1000
        self.wall_s += ms / 1000 / threads * self.other_work


class Network:
    """Looks for as long as `NETWORK_MS` says."""

    def __init__(self, clocks: Clocks, threads: int, side_px: int) -> None:
        self.side_px = side_px
        self._clocks, self._threads = clocks, threads

    def look(self, _image: Image) -> Detections:
        self._clocks.work(NETWORK_MS[self.side_px], self._threads)
        return Detections.none(looked=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "vision.toml"
    file.write_text(SETTINGS)
    return file


def tuned(path: Path, clocks: Clocks | None = None, **more: Any) -> Report:
    clocks = clocks or Clocks()
    options = {"open_source": None, "write": False, "cores": 4, **more}
    return tune(
        load(VisionSettings, path),
        path,
        Path("models"),
        timer=clocks.timer,
        load=lambda _path, threads, side_px: Network(clocks, threads, side_px),
        **options,
    )


@pytest.fixture(autouse=True)
def _a_network_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_network", lambda _settings, _models: Path("network.onnx"))


def test_every_size_is_measured_with_every_number_of_threads(path: Path) -> None:
    steps = []
    report = tuned(path, progress=lambda done, everything: steps.append((done, everything)))
    sizes = itertools.product((416, 320, 256), (1, 2, 3, 4))
    assert [look[:2] for look in report.looks] == list(sizes)
    assert steps == [(done, 12) for done in range(13)]
    assert report.looks[0] == Look(416, 1, 60.0, 61.0)
    assert report.looks[1].wall_ms == 30.0
    assert (report.input_px, report.threads, report.frames_per_second) == (416, 1, 6.0)
    assert report.pictures == "drawn pictures of 640 x 480"


def test_nothing_is_written_unless_asked(path: Path) -> None:
    assert not tuned(path).written
    assert path.read_text() == SETTINGS


def test_what_is_written_is_read_again_and_comments_stay(path: Path) -> None:
    assert tuned(path, write=True).written
    text = path.read_text()
    assert "# measured in May" in text
    assert "threads = 1  # of four" in text
    detection = load(VisionSettings, path).detection
    assert (detection.input_px, detection.threads, detection.frames_per_second) == (416, 1, 6.0)
    assert path.with_name("vision.toml.bak").read_text() == SETTINGS


def test_times_that_other_work_disturbed_are_not_written(path: Path) -> None:
    report = tuned(path, Clocks(other_work=2.0), write=True)
    assert report.disturbed
    assert not report.written
    assert path.read_text() == SETTINGS
    assert "systemctl stop otklik-vision" in in_words(report)


def test_a_machine_that_is_too_slow_gets_a_rate_that_it_holds(path: Path) -> None:
    path.write_text(SETTINGS.replace("threads = 3", "frames_per_second = 30"))
    slow = Clocks()
    report = tuned(path, slow, cores=1)
    assert not report.holds_wanted_rate or report.frames_per_second == 10
    assert report.cores_busy <= 0.5
    assert "half of its cores free" in in_words(report).replace("\n", " ")


def test_the_live_picture_is_measured(path: Path) -> None:
    camera = FakeSource(pictures([], seconds=4), live=True)
    assert tuned(path, open_source=lambda: camera).pictures == (
        "pictures of 320 x 240 from fake camera"
    )
    assert camera.closed


def test_a_camera_that_ends_too_early_is_said(path: Path) -> None:
    with pytest.raises(CameraError, match=r"ended after 12 pictures.*--drawn"):
        tuned(path, open_source=lambda: FakeSource(pictures([], seconds=1)))


def test_the_middle_of_the_times_is_taken_once_caches_are_warm() -> None:
    clocks = Clocks()
    shown = list(drawn(320, 240, 12))
    assert look_cost(Network(clocks, 2, 256), 2, shown, clocks.timer) == pytest.approx(
        (256, 2, 11.0, 23.0)
    )
    assert motion_ms(shown, clocks.timer) == pytest.approx(1.0)


def test_pictures_are_drawn_of_the_size_asked_for_and_move() -> None:
    first, *_, last = drawn(320, 240, 5)
    assert first.shape == (240, 320, 3)
    assert (first != last).any()
    assert len(taken(FakeSource(drawn(64, 48, 9)), 9)) == 9


def test_the_report_is_a_small_table_with_its_reason() -> None:
    text = in_words(
        Report(
            cores=4,
            pictures="pictures of 640 x 480 from device 0",
            motion_ms=12.0,
            looks=[Look(416, 2, 70.0, 130.0), Look(320, 1, 80.0, 80.0)],
            input_px=416,
            threads=2,
            frames_per_second=6.0,
            cores_busy=1.42,
            holds_wanted_rate=True,
            disturbed=False,
        )
    )
    assert "*      416        2       70.0      130.0       1.42 of 4" in text
    assert "       320        1       80.0       80.0       0.92 of 4" in text
    assert "(2.6 of 4)" in text
    assert "[detection]\ninput_px = 416\nthreads = 2\nframes_per_second = 6.0" in text
    assert text.endswith("Not written: add --write.")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "detection = { model = 'yolox_nano' } # short\n",
        "detection.threads = 4 # dotted\n",
        "[detection]\n# of its own\nthreads = 3\n",
    ],
)
def test_the_table_may_be_written_in_any_way(written: str) -> None:
    device = '[device]\nsite = "a"\nname = "b"\n'
    text = device + written if written.startswith("[") else written + device
    after = retuned(text, {"threads": 2})
    assert tomllib.loads(after)["detection"]["threads"] == 2
    assert after.count("#") == text.count("#")
    assert device in after


@pytest.mark.parametrize(
    ("text", "values", "error", "words"),
    [
        ("detection = 4\n", {"threads": 2}, SettingsError, "detection"),
        ("detection = [\n", {"threads": 2}, SettingsError, "not TOML"),
        (SETTINGS, {"threads": 99}, SettingsError, "threads"),
    ],
)
def test_a_file_is_never_made_worse(
    text: str, values: dict[str, int], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        retuned(text, values)


def test_a_folder_that_cannot_be_written_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("edge_vision.setup_page.settings_file.replace_file", refuse)
    with pytest.raises(SetupError, match="cannot be saved"):
        tuned(path, write=True)
    assert path.read_text() == SETTINGS


def test_the_command_prints_json_and_says_by_its_code_that_nothing_was_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tuned(path, Clocks(other_work=3.0))
    monkeypatch.setattr(command, "tune", lambda *_arguments, **_more: report)
    assert main(["tune", "--settings", str(path), "--drawn", "--json", "--write"]) == 1
    assert json.loads(capsys.readouterr().out) == json.loads(msgspec.json.encode(report))
    assert main(["tune", "--settings", str(path)]) == 0
    assert "input_px" in capsys.readouterr().out


def test_what_the_hub_sets_wins_over_what_is_written_and_that_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = msgspec.structs.replace(tuned(path, Clocks()), written=True)
    monkeypatch.setattr(command, "tune", lambda *_arguments, **_more: report)
    held = {"detection.threads": 2, "camera.fps": 9}
    monkeypatch.setattr(loading, "proven_values", lambda _own, _keys: held)
    assert main(["tune", "--settings", str(path), "--write"]) == 0
    assert "Written; but the hub sets threads for this device" in capsys.readouterr().out


class TestNetwork:
    """What is said where there is no network to tune; the real look for one."""

    @pytest.fixture(autouse=True)
    def _a_network_is_there(self) -> None:
        """Not here."""

    @pytest.mark.parametrize(
        ("detection", "words"),
        [('method = "motion"', "nothing to tune"), ("", "models pull yolox_nano")],
    )
    def test_without_a_network_the_cure_is_said(
        self, detection: str, words: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "vision.toml"
        path.write_text(f'[device]\nsite = "a"\nname = "b"\n[detection]\n{detection}\n')
        assert store.state_of(tmp_path, catalogue.find("yolox_nano")) == "absent"
        with pytest.raises(ModelError, match=words):
            tune(load(VisionSettings, path), path, tmp_path, open_source=None, write=False)
