"""The page of the rendered street: what the camera sees, true counts beside counted ones."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, jsonify, render_template
from waitress import create_server

from edge_vision.domain.line_counter import Crossing
from edge_vision.ports import Frame

_PICTURE_SECONDS = 0.1
_BOUNDARY = b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n"


class Street:
    """What the page shows; written by the camera's threads, read by the page's.

    Args:
        true_counts: who really entered, left and passed until the picture shown last.
    """

    def __init__(self, true_counts: Callable[[], dict[str, int]]) -> None:
        self._true_counts = true_counts
        self._counted = {"in": 0, "out": 0}
        self._frame: Frame | None = None
        self._new = threading.Condition()

    def show(self, frame: Frame) -> None:
        """The camera has taken a picture."""
        with self._new:
            self._frame = frame
            self._new.notify_all()

    def count(self, crossing: Crossing) -> None:
        """The camera has counted somebody."""
        self._counted[crossing.direction] += 1

    def next_after(self, index: int) -> Frame | None:
        """The newest picture, once it is newer than `index`; None when none comes for a second."""
        with self._new:
            self._new.wait_for(lambda: self._frame is not None and self._frame.index > index, 1)
            return self._frame

    def counts(self) -> dict[str, Any]:
        """For the page and the terminal."""
        return {"true": self._true_counts(), "counted": dict(self._counted)}


def street_app(street: Street, encode: Callable[[Frame], bytes], *, how: str) -> Flask:
    """The page.

    Args:
        street: what is on it.
        encode: makes a JPEG of a picture.
        how: a sentence about how the camera counts.
    """
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        return render_template("street.html", how=how)

    @app.get("/truth")
    def truth() -> Response:
        return jsonify(street.counts())

    @app.get("/picture")
    def picture() -> Response:
        return Response(
            _pictures(street, encode), mimetype="multipart/x-mixed-replace; boundary=picture"
        )

    return app


def _pictures(street: Street, encode: Callable[[Frame], bytes]) -> Iterator[bytes]:
    index = -1
    pause = threading.Event()
    while True:
        frame = street.next_after(index)
        if frame is not None and frame.index > index:
            index = frame.index
            data = encode(frame)
            yield _BOUNDARY % (len(data), data)
            pause.wait(_PICTURE_SECONDS)


def serve_in_background(app: Flask, port: int) -> None:
    """Serve on this machine only, until the process ends."""
    server = create_server(app, host="127.0.0.1", port=port, threads=8, ident=None)
    threading.Thread(target=server.run, name="street-page", daemon=True).start()
