"""From the settings' `source` to a running camera."""

from collections.abc import Callable

from edge_vision.adapters.opencv_source import open_device, open_file, open_rtsp
from edge_vision.adapters.paced_source import PacedSource
from edge_vision.adapters.picamera_source import PicameraSource
from edge_vision.ports import FrameSource
from edge_vision.settings import CameraSettings
from wire.settings import read_secret

_STREAMS = ("rtsp://", "rtsps://")


def open_camera(
    camera: CameraSettings, *, now_s: Callable[[], float], wait: Callable[[float], object]
) -> FrameSource:
    """Open what the settings name; a file plays in its own time.

    Args:
        camera: the settings.
        now_s: seconds by a monotonic clock.
        wait: lets seconds pass.

    Raises:
        CameraError: it cannot be opened.
        SecretError: the password file of an RTSP camera cannot be read.
    """
    wish = {"width_px": camera.width_px, "height_px": camera.height_px}
    if camera.source.isdecimal():
        return open_device(int(camera.source), **wish, fps=camera.fps, now_s=now_s)
    kind, _, number = camera.source.partition(":")
    if kind == "picamera":
        return PicameraSource(int(number or 0), **wish, fps=camera.fps, now_s=now_s)
    if camera.source.startswith(_STREAMS):
        password = read_secret(camera.password_file).reveal() if camera.password_file else ""
        return open_rtsp(camera.source, username=camera.username, password=password, now_s=now_s)
    return PacedSource(open_file(camera.source), now_s=now_s, wait=wait)
