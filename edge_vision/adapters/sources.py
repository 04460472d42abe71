"""From the settings' `source` to a running camera."""

from collections.abc import Callable
from urllib.parse import urlsplit

from edge_vision.adapters.opencv_source import open_device, open_file, open_rtsp
from edge_vision.adapters.paced_source import PacedSource
from edge_vision.adapters.picamera_source import PicameraSource
from edge_vision.errors import CameraError
from edge_vision.ports import FrameSource
from edge_vision.settings import CameraSettings
from wire.settings import read_secret

_STREAMS = ("rtsp", "rtsps")


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
        return open_device(f"/dev/video{camera.source}", **wish, fps=camera.fps, now_s=now_s)
    if camera.source.startswith("/dev/"):
        return open_device(camera.source, **wish, fps=camera.fps, now_s=now_s)
    kind, _, number = camera.source.partition(":")
    if kind == "picamera" and (number or "0").isdecimal():
        return PicameraSource(int(number or 0), **wish, fps=camera.fps, now_s=now_s)
    if "://" in camera.source:
        _check_address(camera.source)
        password = read_secret(camera.password_file).reveal() if camera.password_file else ""
        return open_rtsp(camera.source, username=camera.username, password=password, now_s=now_s)
    return PacedSource(open_file(camera.source), now_s=now_s, wait=wait)


def _check_address(address: str) -> None:
    """Raise a permanent CameraError unless this can be a network camera's address."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in _STREAMS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, half a bracket
        sound = False
    if not sound:
        # Not shown: it may hold a password.
        raise CameraError(
            "The `source` is no address of a network camera: write one as "
            "rtsp://192.168.1.20:554/live (or rtsps), user and password apart.",
            permanent=True,
        )
