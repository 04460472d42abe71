"""The seams of this room: what a camera and a detector must be able to do, with shapes and units.

Whoever implements one needs no base class: matching the methods is enough.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Detections

Image = NDArray[np.uint8]
"""H x W x 3, BGR. Lives in memory only; nothing in this room writes one to a disk or a network."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and when it was taken.

    `time_s` is seconds since the source began (for a file: by its rate or stamps; for a camera: by
    a monotonic clock). It never decreases. `index` counts the frames the source produced, from 0,
    also those that nobody looked at: a gap in `index` is a dropped frame.
    """

    image: Image
    time_s: float
    index: int


class FrameSource(Protocol):
    """A camera, a file, or a fake of one. Used by one thread; a context manager."""

    @property
    def live(self) -> bool:
        """True: frames come in their own time and the newest is the one that counts.

        False: a recording, which may be read as fast as the machine can.
        """
        ...

    @property
    def fps(self) -> float:
        """Nominal frames a second, above 0."""
        ...

    @property
    def name(self) -> str:
        """For logs and problems: the file or device, without any password."""
        ...

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next frame that was taken at `not_before_s` or later. None: this source has ended.

        Frames passed over on the way need not be decoded, which is what makes asking worthwhile.

        Raises:
            CameraError: no frame can be had (unplugged, unreadable, no answer in time).
        """
        ...

    def close(self) -> None:
        """Let go of the device. May be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class SelfClosing(ABC):
    """What a source need not write itself: the end of its `with` block closes it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the device."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class Recording(FrameSource, Protocol):
    """A source that ends and knows how far it has come."""

    @property
    def passed(self) -> int:
        """Frames so far, those included that were passed over undecoded."""
        ...


class PeopleNetwork(Protocol):
    """Finds people in one picture, whatever it was shown before."""

    @property
    def side_px(self) -> int:
        """Of the square that each picture is fitted into."""
        ...

    def look(self, image: Image) -> Detections:
        """People in a picture or crop, boxes in its own pixels. Empty: nobody seen."""
        ...


class PersonDetector(Protocol):
    """Finds people in a picture. May keep state between pictures (a background, a schedule)."""

    @property
    def method(self) -> str:
        """`motion`, `model` or `model_and_motion`: what a footfall window says about itself."""
        ...

    def detect(self, frame: Frame, expected_xyxy: NDArray[np.float64]) -> Detections:
        """People in the frame, boxes in its own pixels. Empty: nobody seen.

        Args:
            frame: frames come in order of time; a jump backwards is a new scene.
            expected_xyxy: M x 4, pixels: where the tracker expects the people it knows. Tells
                where to look and how to split a blob; it never makes a detection by itself.
        """
        ...
