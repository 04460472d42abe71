"""A network camera on this machine: RTSP 1.0 (RFC 2326) with pictures as RTP/JPEG (RFC 2435)."""

import base64
import contextlib
import socket
import struct
import threading
from collections.abc import Iterable
from io import BufferedIOBase
from typing import Self

import cv2

from edge_vision.ports import Image
from tests.support.waiting import PATIENCE_SECONDS

_PAYLOAD_BYTES = 1300
_CLOCK_HZ = 90_000
_FPS, _PROBED = 1, 8
"""FFmpeg looks at seconds of a stream before it opens it: so few pictures are many seconds."""
_MARKER_Q, _YUV420 = 255, 1


class RtspCamera:
    """Serves pictures to whoever connects, then does what `then` says.

    Args:
        pictures: what each connection is sent; sizes must be multiples of 16.
        then: `close` the connection, as a camera that restarts; or `hang`, silent.
        login: user and password it asks for; None: nobody is asked.
        every_s: how long to wait between pictures, after the first ones.
    """

    def __init__(
        self,
        pictures: Iterable[Image],
        *,
        then: str = "close",
        login: tuple[str, str] | None = None,
        every_s: float = 0.0,
    ) -> None:
        self._pictures = list(pictures)
        self._then, self._every_s = then, every_s
        self._wanted = base64.b64encode(":".join(login).encode()).decode() if login else None
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.connections = 0

    @property
    def address(self) -> str:
        return f"rtsp://127.0.0.1:{self._server.getsockname()[1]}/live"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        # Closing alone does not wake who waits in accept.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=PATIENCE_SECONDS)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as incoming, contextlib.suppress(OSError):
            while (request := _request(incoming)) is not None:
                method, headers = request
                connection.sendall(self._answer(method, headers))
                if method == "PLAY" and self._allowed(headers):
                    self._play(connection)
                    return

    def _allowed(self, headers: dict[str, str]) -> bool:
        return self._wanted is None or headers.get("authorization") == f"Basic {self._wanted}"

    def _answer(self, method: str, headers: dict[str, str]) -> bytes:
        lines, body = ["RTSP/1.0 200 OK"], ""
        if not self._allowed(headers) and method != "OPTIONS":
            lines = ["RTSP/1.0 401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"']
        elif method == "OPTIONS":
            lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            body = f"v=0\r\ns=camera\r\nm=video 0 RTP/AVP 26\r\na=framerate:{_FPS}\r\n"
            body += "a=control:track\r\n"
            lines.append("Content-Type: application/sdp")
        elif method == "SETUP":
            lines += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"]
        lines += [f"CSeq: {headers['cseq']}", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def _play(self, connection: socket.socket) -> None:
        sequence = 0
        for number, picture in enumerate(self._pictures):
            ticks = number * _CLOCK_HZ // _FPS
            if number > _PROBED:
                self._over.wait(self._every_s)
            for packet in _packets(picture, sequence, ticks):
                connection.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                sequence += 1
        if self._then == "hang":
            self._over.wait(10 * PATIENCE_SECONDS)


def _request(incoming: BufferedIOBase) -> tuple[str, dict[str, str]] | None:
    """Method and headers of the next request; None: the other end has left."""
    first = incoming.readline().decode()
    if not first.strip():
        return None
    headers = {}
    while line := incoming.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return first.split()[0], headers


def _packets(picture: Image, sequence: int, ticks: int) -> list[bytes]:
    """One picture as RTP packets, the last with its marker."""
    tables, scan = _jpeg(picture)
    height, width = picture.shape[:2]
    packets: list[bytes] = []
    for offset in range(0, len(scan), _PAYLOAD_BYTES):
        part = scan[offset : offset + _PAYLOAD_BYTES]
        last = offset + len(part) == len(scan)
        rtp = struct.pack(
            ">BBHII", 0x80, 26 | (0x80 if last else 0), (sequence + len(packets)) & 0xFFFF, ticks, 1
        )
        header = struct.pack(">I", offset) + bytes([_YUV420, _MARKER_Q, width // 8, height // 8])
        if offset == 0:
            header += struct.pack(">BBH", 0, 0, len(tables)) + tables
        packets.append(rtp + header + part)
    return packets


def _jpeg(picture: Image) -> tuple[bytes, bytes]:
    """Quantisation tables and scan of a picture as JPEG."""
    data = cv2.imencode(".jpg", picture)[1].tobytes()
    tables, place = b"", 2
    while True:
        marker, length = struct.unpack(">HH", data[place : place + 4])
        segment = data[place + 4 : place + 2 + length]
        place += 2 + length
        if marker == 0xFFDB:
            while segment:
                tables, segment = tables + segment[1:65], segment[65:]
        if marker == 0xFFDA:
            return tables, data[place:-2]
