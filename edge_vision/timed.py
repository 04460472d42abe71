"""Detector and network with a stopwatch around them, for `replay`'s account of processor time."""

from pathlib import Path

from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.domain.detections import Boxes, Detections
from edge_vision.ports import Frame, Image, PersonDetector
from edge_vision.stopwatch import Stopwatch


class TimedDetector:
    """A detector whose time, its network's apart, belongs to the stage `motion`."""

    def __init__(self, detector: PersonDetector, watch: Stopwatch) -> None:
        self._detector = detector
        self._watch = watch

    @property
    def method(self) -> str:
        """The detector's own."""
        return self._detector.method

    def detect(self, frame: Frame, expected_xyxy: Boxes) -> Detections:
        """What the detector finds."""
        with self._watch.stage("motion"):
            return self._detector.detect(frame, expected_xyxy)


class TimedModel(PeopleModel):
    """A network whose looks belong to the stage `model`."""

    def __init__(
        self, path: Path, *, watch: Stopwatch, threads: int = 1, side_px: int | None = None
    ) -> None:
        super().__init__(path, threads=threads, side_px=side_px)
        self._watch = watch

    def look(self, image: Image) -> Detections:
        """People in a picture or crop."""
        with self._watch.stage("model"):
            return super().look(image)
