"""Another input size for a network that is made of convolutions only.

YOLOX works at any multiple of 32, but its file names one size. The file is protobuf (`onnx.proto`):
the size stands in graph (7), input (11), type (2), tensor type (1), shape (2), dimension (1),
value (1). Only the first input's last two dimensions are written over, in place.
"""

from collections.abc import Iterator

from edge_vision.errors import ModelError

SIDES_PX = range(128, 1025, 32)
"""What may be asked for. From 128 on a number takes two bytes, so nothing moves."""
_PATH = (7, 11, 2, 1, 2, 1, 1)
_VARINT, _LENGTH = 0, 2
_SKIPPED = {1: 8, 5: 4}
"""Bytes of the wire types that have a fixed length."""


def with_side(data: bytes, side_px: int) -> bytes:
    """The same network for pictures of `side_px` x `side_px`.

    Raises:
        ModelError: not a size that can be, or a file whose input does not say one.
    """
    if side_px not in SIDES_PX:
        raise ModelError(
            f"A network cannot look at {side_px} x {side_px} pixels; choose a multiple of 32 from "
            f"{SIDES_PX.start} to {SIDES_PX[-1]}."
        )
    places = list(_values(data, 0, len(data), _PATH))
    sides = [place for place in places[:4] if place[1] - place[0] == 2][-2:]
    if len(sides) != 2:
        raise ModelError("The network's file names no size of its input; leave its size as it is.")
    resized = bytearray(data)
    for start, end in sides:
        resized[start:end] = bytes([(side_px & 0x7F) | 0x80, side_px >> 7])
    return bytes(resized)


def _values(data: bytes, start: int, end: int, path: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where the values at a path of field numbers stand, in order."""
    for field, first, last in _fields(data, start, end):
        if field == path[0]:
            if len(path) == 1:
                yield first, last
            else:
                yield from _values(data, first, last, path[1:])


def _fields(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, first and past-the-last byte of the content of every field of a message."""
    place = start
    while place < end:
        key, place = _varint(data, place, end)
        kind = key & 7
        first = place
        if kind == _VARINT:
            _, place = _varint(data, place, end)
        elif kind == _LENGTH:
            length, first = _varint(data, place, end)
            place = first + length
        elif kind in _SKIPPED:
            place += _SKIPPED[kind]
        if place > end or kind not in {_VARINT, _LENGTH, *_SKIPPED}:
            raise ModelError("The network's file is damaged; run `otklik-vision models verify`.")
        yield key >> 3, first, place


def _varint(data: bytes, place: int, end: int) -> tuple[int, int]:
    """A number in base 128, and where it ends."""
    value = shift = 0
    while place < end:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise ModelError("The network's file is damaged; run `otklik-vision models verify`.")
