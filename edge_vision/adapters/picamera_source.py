"""The camera of a Raspberry Pi through picamera2, behind `ports.FrameSource`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from edge_vision.errors import CameraError
from edge_vision.ports import Frame, SelfClosing

_WAIT_SECONDS = 10.0


class PicameraSource(SelfClosing):
    """A running Pi camera.

    Args:
        number: which camera, 0 for the only one.
        width_px: asked for; the camera may give a multiple of its own steps.
        height_px: the same.
        fps: asked for.
        now_s: seconds by a monotonic clock.

    Raises:
        CameraError: no picamera2, or no camera.
    """

    live = True

    def __init__(
        self, number: int, *, width_px: int, height_px: int, fps: float, now_s: Callable[[], float]
    ) -> None:
        self.fps = fps
        self.name = f"Pi camera {number}"
        self._camera = _start(number, width_px, height_px, fps)
        self._now_s = now_s
        self._began_s = now_s()
        self._next_index = 0

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next frame taken at `not_before_s` or later; never None, a camera does not end.

        Raises:
            CameraError: no frame in time.
        """
        while True:
            try:
                image = self._camera.capture_array("main", wait=_WAIT_SECONDS)
            except Exception as error:
                raise CameraError(
                    f"{self.name} gives no picture ({error}); check its ribbon cable."
                ) from error
            index = self._next_index
            self._next_index += 1
            time_s = self._now_s() - self._began_s
            if time_s >= not_before_s:
                return Frame(np.asarray(image, dtype=np.uint8), time_s, index)

    def close(self) -> None:
        """Let go of the camera."""
        self._camera.stop()
        self._camera.close()


def _start(number: int, width_px: int, height_px: int, fps: float) -> Any:
    try:
        # Imported here only: the package opens devices on import and exists on a Pi alone.
        from picamera2 import Picamera2  # noqa: PLC0415
    except ImportError as error:
        raise CameraError(
            "picamera2 is not installed: on a Raspberry Pi, `sudo apt install python3-picamera2` "
            "and make the environment with --system-site-packages; elsewhere, choose another "
            "`source`.",
            permanent=True,
        ) from error
    try:
        camera = Picamera2(number)
        # "RGB888" is BGR in memory, see the Picamera2 manual, "More on camera streams".
        wanted = {"size": (width_px, height_px), "format": "RGB888"}
        camera.configure(
            camera.create_video_configuration(main=wanted, controls={"FrameRate": fps})
        )
        camera.start()
    except Exception as error:
        raise CameraError(
            f"Pi camera {number} cannot be started ({error}); "
            "see `rpicam-hello --list-cameras`, and check its ribbon cable."
        ) from error
    return camera
