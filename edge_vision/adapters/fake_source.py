"""The shipped fake of a camera: pictures from memory, and whatever else a camera does."""

from collections.abc import Iterable, Iterator

from edge_vision.errors import CameraError
from edge_vision.ports import Frame, Image, SelfClosing


class FakeSource(SelfClosing):
    """Plays pictures, then ends; or raises where an error stands instead of a picture.

    Args:
        pictures: in order; a `CameraError` among them is raised when its turn comes.
        fps: their rate.
        live: what to say of itself.
    """

    name = "fake camera"

    def __init__(
        self, pictures: Iterable[Image | CameraError], *, fps: float = 25.0, live: bool = False
    ) -> None:
        self._pictures: Iterator[Image | CameraError] = iter(pictures)
        self.fps = fps
        self.live = live
        self.closed = False
        self.passed = 0

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next picture taken at `not_before_s` or later. None: there are no more.

        Raises:
            CameraError: the one whose turn it is.
        """
        for picture in self._pictures:
            if isinstance(picture, CameraError):
                raise picture
            index = self.passed
            self.passed += 1
            if index / self.fps >= not_before_s - 1e-6:
                return Frame(picture, index / self.fps, index)
        return None

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
