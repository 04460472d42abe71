"""Three people who stand before a camera: a real clip, the real models, the whole way."""

import logging
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from edge_vision.detectors import choose, make_detector
from edge_vision.expression.engines import open_engine
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression_settings import ExpressionSettings
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame
from edge_vision.settings import DetectionSettings
from tests.support.shared import require_shared
from wire.clock import FakeClock
from wire.expression_events import ExpressionWindow


@pytest.mark.shared
def test_each_of_three_visitors_votes_once_and_nothing_else_gets_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shared = require_shared()
    monkeypatch.chdir(tmp_path)
    clock, told = FakeClock(), list[ExpressionWindow]()
    everywhere = [(0.0, 0.0), (2000.0, 0.0), (2000.0, 2000.0), (0.0, 2000.0)]
    detection = DetectionSettings(method="model")
    detector = make_detector(choose(detection, shared / "models"), detection, [], [everywhere])
    pipeline = Pipeline(detector, [], [Shape("all", everywhere)])
    stage = ExpressionStage(
        ExpressionSettings(enabled=True, law_profile="none", window_seconds=60),
        engine=open_engine(shared / "models"),
        calibration=None,
        zones=[],
        staff_areas=[],
        record=told.append,
        clock=clock,
    )
    with caplog.at_level(logging.DEBUG):
        for turn in (0, 100):  # the same three come back: six visitors, and k is five
            for number, image in enumerate(_frames(shared / "data" / "video" / "three-faces.gif")):
                frame = Frame(image, turn + number / 6, number)
                pipeline.step(frame)
                stage.step(frame, pipeline.tracks, pipeline.staff)
                clock.advance(1 / 6)
            pipeline.finish()
            stage.restart()
        clock.advance(60)
        stage.due()
    (window,) = told
    assert window.visitors == 6
    assert len(msgspec.json.encode(window)) < 800
    assert not list(tmp_path.iterdir())
    told_in_log = [record.getMessage() for record in caplog.records]
    assert not [text for text in told_in_log if "array" in text or "probab" in text]
    assert not [one for record in caplog.records for one in record.args or () if _pixels(one)]


def _pixels(value: object) -> bool:
    return isinstance(value, np.ndarray | bytes | bytearray | memoryview)


def _frames(path: Path) -> list[np.ndarray]:
    """Every second picture of a clip of 12.5 a second."""
    film, images = cv2.VideoCapture(str(path)), []
    while (read := film.read())[0]:
        images.append(np.asarray(read[1], np.uint8))
    film.release()
    assert images
    return images[::2]
