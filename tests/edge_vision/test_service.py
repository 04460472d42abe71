"""The whole camera in one process, from pictures to what reaches the hub."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.app import Camera
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.occupancy import Tally
from edge_vision.occupancy_file import OccupancyFile
from edge_vision.ports import Frame, Image
from edge_vision.service import make_pipeline, run
from edge_vision.settings import VisionSettings
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import pictures
from tests.support.waiting import PATIENCE_SECONDS
from wire.camera_events import FootfallWindow
from wire.clock import SystemClock
from wire.codec import read_batch, read_status
from wire.errors import SettingsError
from wire.link_port import Delivery, Will
from wire.outbox import Outbox
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag
from wire.settings import build

ALL_OF_IT = [[0, 0], [320, 0], [320, 240], [0, 240]]


def settings(tmp_path: Path, **more: Any) -> VisionSettings:
    raw = {
        "device": {"site": "north-3", "name": "door"},
        "outbox": {"path": str(tmp_path / "outbox.sqlite")},
        "detection": {"method": "motion", "frames_per_second": 12},
        "lines": [{"name": "door", "points": [[0, 120], [320, 120]]}],
    }
    return build(VisionSettings, raw | more, source="test")


class Stepwise(FakeSource):
    """A fake camera that waits until its picture was taken: nothing is dropped in a test."""

    def __init__(self, frames: Sequence[Image], taken: threading.Semaphore) -> None:
        super().__init__(frames, fps=12, live=True)
        self._taken = taken

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        self._taken.acquire(timeout=PATIENCE_SECONDS)
        return super().read(not_before_s)


def test_from_pictures_to_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [
        *pictures([], seconds=2),
        *pictures([walk((160, 10), (160, 230), 4)], seconds=5),
    ]
    taken = threading.Semaphore(1)
    links: list[RecordingLink] = []
    stop = StopFlag()

    def make_link(
        *, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None], will: Will
    ) -> RecordingLink:
        links.append(RecordingLink(on_message=on_message, on_state=on_state))
        return links[0]

    def crossed(_crossing: Crossing) -> None:
        stop.set()
        taken.release(len(frames))  # the grabber may be waiting for its turn

    def counting_beat(original: Callable[[Camera], None]) -> Callable[[Camera], None]:
        def step(camera: Camera) -> None:
            original(camera)
            taken.release()

        return step

    monkeypatch.setattr(Camera, "step", counting_beat(Camera.step))
    place = settings(tmp_path, zones=[{"name": "floor", "points": ALL_OF_IT}])
    run(
        place,
        open_source=lambda: Stepwise(frames, taken),
        models=tmp_path,
        clock=SystemClock(),
        make_link=make_link,
        stop=stop,
        notifier=Notifier(""),
        on_crossing=crossed,
    )
    published = links[0].published
    statuses = [read_status(p.payload) for p in published if p.topic.endswith("/status")]
    assert statuses[0].room == "camera"
    batches = [read_batch("footfall", p.payload) for p in published if "/footfall" in p.topic]
    outbox = Outbox.from_settings(settings(tmp_path).outbox)
    counts = outbox.state().counts
    outbox.close()
    assert counts == {"footfall.door.in": 1, "footfall.door.out": 0, "zone.floor.visits": 1}
    windows = [event for batch in batches for event in batch.events]
    assert windows
    assert all(isinstance(one, FootfallWindow) and one.method == "motion" for one in windows)
    assert OccupancyFile(tmp_path / "occupancy.json").load().tally == Tally(inside=1, entered=1)


def test_without_a_line_there_is_nothing_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="none to count at"):
        make_pipeline(settings(tmp_path, lines=[]), tmp_path)
