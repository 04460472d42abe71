import datetime as dt
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_vision.__main__ import main
from edge_vision.errors import CalibrationError, FacesError
from edge_vision.expression import calibration as calibrations
from edge_vision.expression.calibration import Calibration
from edge_vision.expression.folder import labels
from edge_vision.expression.shares import calibrate, shares_of
from tests.edge_vision.expression.faces import draw, engine
from tests.support.shared import require_shared

TODAY = dt.date(2026, 11, 23)
ENOUGH = {"sadness": 40, "neutral": 40, "happiness": 40}


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    folder = draw(tmp_path_factory.mktemp("faces"), ENOUGH, seed=7)
    return calibrate(folder, engine(), TODAY)


def test_every_picture_is_one_visitor_and_blank_ones_have_no_face(
    tmp_path: Path, learnt: Calibration
) -> None:
    folder = draw(tmp_path, {"sadness": 20, "neutral": 60, "happiness": 20}, black=3)
    found = shares_of(folder, engine(), learnt)
    assert (found.visitors, found.no_face) == (100, 3)
    assert found.corrected is not None
    assert sum(found.corrected.values()) == pytest.approx(1, abs=1e-3)


def test_correction_is_nearer_to_the_truth_than_counting(
    tmp_path: Path, learnt: Calibration
) -> None:
    truth = {"negative": 0.1, "neutral": 0.8, "positive": 0.1}
    folder = draw(tmp_path, {"sadness": 20, "neutral": 160, "happiness": 20})
    found = shares_of(folder, engine(), learnt)
    assert found.corrected is not None
    assert found.interval95 is not None
    off_raw = sum(abs(found.raw[name] - truth[name]) for name in truth)
    off_corrected = sum(abs(found.corrected[name] - truth[name]) for name in truth)
    assert off_corrected < off_raw / 2
    assert all(low <= truth[name] <= high for name, (low, high) in found.interval95.items())


def test_without_a_calibration_nothing_is_called_corrected(tmp_path: Path) -> None:
    found = shares_of(draw(tmp_path, {"neutral": 5}), engine(), None)
    assert found.corrected is None
    assert found.interval95 is None


def test_the_json_has_the_promised_keys(tmp_path: Path, learnt: Calibration) -> None:
    found = json.loads(msgspec.json.encode(shares_of(draw(tmp_path, ENOUGH), engine(), learnt)))
    assert list(found) == ["visitors", "no_face", "raw", "corrected", "interval95"]
    for key in ("raw", "corrected", "interval95"):
        assert list(found[key]) == ["negative", "neutral", "positive"]
    assert len(found["interval95"]["neutral"]) == 2


def test_a_calibration_survives_its_file(tmp_path: Path, learnt: Calibration) -> None:
    path = tmp_path / "deep" / "here.json"
    calibrations.save(learnt, path)
    assert calibrations.load(path, engine()) == learnt
    assert [file.name for file in path.parent.iterdir()] == ["here.json"]


def test_the_same_faces_give_the_same_calibration(tmp_path: Path, learnt: Calibration) -> None:
    assert calibrate(draw(tmp_path, ENOUGH, seed=7), engine(), TODAY).id == learnt.id


def test_a_calibration_belongs_to_its_network_and_detector(
    tmp_path: Path, learnt: Calibration
) -> None:
    calibrations.save(learnt, tmp_path / "c.json")
    for other in (
        engine()._replace(network_sha256="c" * 64),
        engine()._replace(detector_sha256="c" * 64),
    ):
        with pytest.raises(CalibrationError, match="other files"):
            calibrations.load(tmp_path / "c.json", other)


@pytest.mark.parametrize("damage", ["{", '{"format": 1}', ""])
def test_a_file_that_is_no_calibration_is_told(tmp_path: Path, damage: str) -> None:
    (tmp_path / "c.json").write_text(damage)
    with pytest.raises(CalibrationError, match=r"is no calibration .* make it anew"):
        calibrations.load(tmp_path / "c.json", engine())


def test_an_altered_calibration_is_refused(tmp_path: Path, learnt: Calibration) -> None:
    calibrations.save(learnt, tmp_path / "c.json")
    text = (tmp_path / "c.json").read_text().replace('"no_face":0', '"no_face":1')
    (tmp_path / "c.json").write_text(text)
    with pytest.raises(CalibrationError, match="altered"):
        calibrations.load(tmp_path / "c.json", engine())


def test_fewer_than_30_faces_of_a_class_are_refused(tmp_path: Path) -> None:
    folder = draw(tmp_path, ENOUGH | {"happiness": 29})
    with pytest.raises(CalibrationError, match=r"at least 30 .* positive has 29"):
        calibrate(folder, engine(), TODAY)


def test_labels_that_fit_no_face_are_found_out(tmp_path: Path) -> None:
    folder = draw(tmp_path, ENOUGH)
    rows = (folder / "labels.csv").read_text().splitlines()[1:]
    names = [row.split(",")[0] for row in rows]
    words = [row.split(",")[1] for row in rows]
    np.random.default_rng(2).shuffle(words)
    mixed = [f"{name},{word}" for name, word in zip(names, words, strict=True)]
    (folder / "labels.csv").write_text("file,expression\n" + "\n".join(mixed) + "\n")
    with pytest.raises(CalibrationError, match="cannot tell these faces apart"):
        calibrate(folder, engine(), TODAY)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("file,expression\na.png,bored\nb.png,tired\n", "'bored', 'tired'.*; use anger"),
        ("file,expression\na.png,neutral\nc.png,neutral\n", "1 pictures that are not in"),
        ("name,mood\na.png,neutral\n", "needs a column `file` and a column `expression`"),
        ("", "it has none"),
    ],
)
def test_a_bad_table_is_told_with_the_cure(tmp_path: Path, table: str, message: str) -> None:
    draw(tmp_path, {"neutral": 1})
    (tmp_path / "neutral_000.png").rename(tmp_path / "a.png")
    (tmp_path / "labels.csv").write_text(table)
    with pytest.raises(FacesError, match=message):
        labels(tmp_path)


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    draw(tmp_path, {"neutral": 2})
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    with pytest.raises(FacesError, match=r"broken\.jpg is no picture"):
        shares_of(tmp_path, engine(), None)


def test_an_empty_folder_and_no_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(FacesError, match="holds no picture"):
        shares_of(tmp_path, engine(), None)
    with pytest.raises(FacesError, match="is no folder"):
        shares_of(tmp_path / "absent", engine(), None)


def test_a_folder_without_any_face_is_told(tmp_path: Path) -> None:
    with pytest.raises(FacesError, match="No face was found in the 2 pictures"):
        shares_of(draw(tmp_path, {}, black=2), engine(), None)


def test_a_calibration_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, learnt: Calibration
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CalibrationError, match="cannot be written"):
        calibrations.save(learnt, tmp_path / "file" / "c.json")
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.shared
def test_the_command_corrects_real_faces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = require_shared()
    known = _every_second(shared / "data" / "faces", tmp_path / "known", first=0)
    others = _every_second(shared / "data" / "faces", tmp_path / "others", first=1)
    models, out = str(shared / "models"), str(tmp_path / "c.json")
    assert main(["calibrate", known, "--models", models, "--out", out]) == 0
    capsys.readouterr()
    arguments = ["shares", others, "--models", models, "--calibration", out, "--json"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["visitors"] + found["no_face"] == 180
    assert found["corrected"]["negative"] == pytest.approx(0.5, abs=0.12)
    assert found["raw"]["negative"] > 0.6


def _every_second(source: Path, folder: Path, *, first: int) -> str:
    """A folder with links to half of the labelled faces."""
    folder.mkdir()
    head, *rows = (source / "labels.csv").read_text().splitlines()
    chosen = rows[first::2]
    for row in chosen:
        name = row.split(",")[0]
        (folder / name).symlink_to(source / name)
    (folder / "labels.csv").write_text("\n".join([head, *chosen]) + "\n")
    return str(folder)


def test_a_missing_model_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shares", str(tmp_path), "--models", str(tmp_path)]) != 0
    assert "models pull yunet_2026may" in capsys.readouterr().err
