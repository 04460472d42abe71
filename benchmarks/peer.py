"""The peer of `benchmarks.vision`: the same network on every frame, and a well-known ByteTrack.

    PYTHONPATH=var/bench-peer python -m benchmarks.peer CLIP MODELS [--line ...] [--zone ...]
        [--rate 6]

Prints what `otklik-vision replay --json` prints. The tracker is Roboflow's `trackers` (ByteTrack,
Zhang et al., 2022), its thresholds lowered to what so small a network gives; lines and zones are
counted by our own counters, from the middle of its boxes.
"""

import argparse
from pathlib import Path

import msgspec
import numpy as np
import supervision
from trackers import ByteTrackTracker

from edge_vision.adapters.opencv_setup import deterministic
from edge_vision.adapters.opencv_source import OpenCvSource, open_file
from edge_vision.domain.cadence import Cadence
from edge_vision.domain.detections import Boxes, Detections
from edge_vision.domain.line_counter import LineCounter
from edge_vision.domain.motion_state import MotionState
from edge_vision.domain.scene import Scene
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Step, Tracker
from edge_vision.domain.zones import ZoneWatch
from edge_vision.models.catalogue import find
from edge_vision.models.store import verified
from edge_vision.replay import Looks, ReplayResult, result_of
from edge_vision.stopwatch import Stopwatch
from edge_vision.timed import TimedModel

_BORN_SCORE, _SURE_SCORE = 0.3, 0.2
"""The library's own 0.7 and 0.6 are for large networks: with them this one follows nobody."""
_LOST_SECONDS = 1.0


class PeerTrack(Track):
    """What the counters read of a track: ByteTrack's word is taken for it that it is a person."""

    @property
    def trusted(self) -> bool:
        """Always: ByteTrack gives a number only to those it believes in."""
        return True


class ByteTrack(Tracker):
    """The library's tracker behind the seam of ours."""

    def __init__(self, fps: float) -> None:
        super().__init__()
        self._peer = ByteTrackTracker(
            lost_track_buffer=round(30 * _LOST_SECONDS),
            frame_rate=fps,
            track_activation_threshold=_BORN_SCORE,
            high_conf_det_threshold=_SURE_SCORE,
        )
        self._followed: dict[int, PeerTrack] = {}

    def step(self, found: Detections, time_s: float) -> Step:
        """Follow, and tell who was seen and who is gone for good."""
        tracked = self._peer.update(
            supervision.Detections(
                xyxy=found.boxes_xyxy.astype(np.float32), confidence=found.scores
            )
        )
        numbers = tracked.tracker_id if tracked.tracker_id is not None else []
        seen: list[Track] = [
            self._seen(int(number), box, time_s)
            for number, box in zip(numbers, tracked.xyxy, strict=True)
            if number >= 0
        ]
        gone: list[Track] = [
            one for one in self._followed.values() if time_s - one.seen_s > _LOST_SECONDS
        ]
        for one in gone:
            del self._followed[one.id]
        return Step(seen, gone)

    def flush(self) -> list[Track]:
        """The source ended."""
        ended: list[Track] = list(self._followed.values())
        self._followed = {}
        return ended

    def _seen(self, number: int, box: Boxes, time_s: float) -> PeerTrack:
        track = self._followed.get(number)
        if track is None:
            track = PeerTrack.born(number, box, time_s, by_model=True, colours=np.zeros(6))
            self._followed[number] = track
        x1, y1, x2, y2 = (float(value) for value in box)
        track.state = MotionState((x1 + x2) / 2, (y1 + y2) / 2, max(x2 - x1, y2 - y1))
        track.seen_s = time_s
        return track


def count(
    source: OpenCvSource, model: TimedModel, scene: Scene, watch: Stopwatch, rate: float
) -> ReplayResult:
    """Look at so many frames a second, follow and count."""
    crossings, visits = [], []
    cadence, looks = Cadence(rate), Looks(source.fps)
    watch.switch("decode")
    while (frame := source.read(cadence.due_s)) is not None:
        cadence.took(frame.time_s)
        looks.took(frame)
        if frame.index == 0:
            scene.begin(frame.time_s, frame.image.shape[1], frame.image.shape[0])
        with watch.stage("tracking"):
            happened = scene.step(model.look(frame.image), frame.time_s)
        crossings += happened.crossings
        visits += happened.visits
    last = scene.restart()
    crossings, visits = crossings + last.crossings, visits + last.visits
    return result_of(crossings, visits, source.passed, looks.index_at, watch)


def main() -> None:
    """Count one clip and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("--line", type=_points)
    parser.add_argument("--zone", type=_points)
    parser.add_argument("--rate", type=float, help="frames a second (default: every frame)")
    options = parser.parse_args()
    deterministic()
    watch = Stopwatch()
    model = TimedModel(verified(options.models, find("yolox_nano")), watch=watch)
    with open_file(str(options.clip)) as source:
        lines = [LineCounter("line", options.line)] if options.line else []
        zones = [ZoneWatch("zone", options.zone)] if options.zone else []
        rate = options.rate or source.fps
        result = count(source, model, Scene(lines, zones, ByteTrack(rate)), watch, rate)
    print(msgspec.json.encode(result.as_json()).decode())


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(part) for part in text.split(",")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


if __name__ == "__main__":
    main()
