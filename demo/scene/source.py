"""The scene as a camera: what `edge_vision` reads, with the truth beside it."""

import math
import threading
import time
from collections.abc import Callable

from demo.scene.camera import BODY_CENTRE_M, Line, camera_at
from demo.scene.options import SceneOptions
from demo.scene.renderer import Renderer
from demo.scene.script import Script
from demo.scene.truth import Counts, Crossing
from edge_vision.ports import Frame, SelfClosing
from wire.clock import Clock

DEFAULT_FPS = 25.0
_NOBODY = Counts(0, 0, 0)


class SceneSource(SelfClosing):
    """A rendered shop door behind the seam of any camera (`edge_vision.ports.FrameSource`).

    `truth_until` and `crossings_between` may be called from any thread, `read` from one.

    Args:
        options: which scene.
        fps: pictures a second, above 0.
        clock: given, pictures come in their own time, and those that nobody asked for in time
            are lost, as from a real camera. None: as fast as they can be drawn.
        duration_s: where the scene ends; None: it never does.
        begin_s: how long the street has been alive when the first picture is taken.
        wait: how to let seconds pass until the next picture (with a clock only).
    """

    def __init__(
        self,
        options: SceneOptions,
        *,
        fps: float = DEFAULT_FPS,
        clock: Clock | None = None,
        duration_s: float | None = None,
        begin_s: float = 0.0,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._options = options
        self._fps = fps
        self._clock = clock
        self._duration_s = math.inf if duration_s is None else duration_s
        self._begin_s = begin_s
        self._wait = wait
        self._renderer = Renderer(options, Script(options))
        # A script of its own: the other one belongs to the thread that reads.
        self._truth = Script(options)
        self._truth_lock = threading.Lock()
        self._began_ms: int | None = None
        self._next_index = 0

    @property
    def live(self) -> bool:
        """Whether pictures come in their own time."""
        return self._clock is not None

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return self._fps

    @property
    def name(self) -> str:
        """For logs."""
        return f"rendered scene (seed {self._options.seed}, {self._options.viewpoint})"

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        return camera_at(self._options.viewpoint, self._options.camera_height).size_px

    @property
    def line(self) -> Line:
        """The counting line for trackers that follow the middle of a body."""
        return self.line_at(BODY_CENTRE_M)

    def line_at(self, height_m: float) -> Line:
        """The counting line for trackers that follow a point `height_m` above the feet."""
        return camera_at(self._options.viewpoint, self._options.camera_height).counting_line(
            height_m
        )

    @property
    def shown_s(self) -> float:
        """The instant of the picture that was read last; 0 before the first."""
        return max(0, self._next_index - 1) / self._fps

    def truth_until(self, time_s: float) -> Counts:
        """Who really entered, left and passed by, up to and including an instant."""
        with self._truth_lock:
            counts = self._truth.counts_until(time_s + self._begin_s)
            before = self._truth.counts_until(self._begin_s) if self._begin_s else _NOBODY
        return counts.since(before)

    def crossings_between(self, after_s: float, until_s: float) -> list[Crossing]:
        """Real crossings later than `after_s`, up to and including `until_s`."""
        begin_s = self._begin_s
        with self._truth_lock:
            found = self._truth.crossings_between(after_s + begin_s, until_s + begin_s)
        return [crossing._replace(time_s=crossing.time_s - begin_s) for crossing in found]

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next picture taken at `not_before_s` or later. None: the scene has ended."""
        index = max(self._next_index, math.ceil(not_before_s * self._fps - 1e-6))
        if self._clock is not None:
            index = self._index_on_time(self._clock, index)
        time_s = index / self._fps
        if time_s >= self._duration_s:
            return None
        self._next_index = index + 1
        return Frame(self._renderer.frame_at(time_s + self._begin_s), time_s, index)

    def _index_on_time(self, clock: Clock, index: int) -> int:
        """Wait for picture `index`, or take the newest one where that is over already."""
        if self._began_ms is None:
            self._began_ms = clock.boot_ms()
        elapsed_s = (clock.boot_ms() - self._began_ms) / 1000
        early_s = index / self._fps - elapsed_s
        if early_s > 0:
            self._wait(early_s)
        return max(index, math.floor(elapsed_s * self._fps))

    def close(self) -> None:
        """There is no device to let go of."""
