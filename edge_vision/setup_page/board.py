"""What the camera's thread hands to the page: the newest picture, who is followed, what counted.

Nothing here is stored: a picture lives until the next few have replaced it.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from edge_vision.audit import AuditDesk
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.scene import Happened
from edge_vision.domain.tag_colour import TagColour, wears
from edge_vision.domain.track import Track
from edge_vision.observer import Recorder
from edge_vision.ports import Frame, Image
from wire.clock import Clock

SHOWN_EVERY_MS: Final = 200
"""Five pictures a second are enough for the eye, and bound what the page costs the counting."""
_KEPT: Final = 4
"""Pictures in memory: a browser asks for one right after it heard of it."""
_SEEN_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Body:
    """Somebody followed, as drawn: `box` x1, y1, x2, y2 in pixels. No number that would last."""

    box: tuple[int, int, int, int]
    sure: bool
    tag: bool


@dataclass(frozen=True)
class Shown:
    """One picture of the page. `number` counts the shown ones."""

    number: int
    image: Image
    bodies: tuple[Body, ...]

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height of the picture, pixels."""
        return self.image.shape[1], self.image.shape[0]


class Board:
    """The camera's observer. The page's threads read it.

    Args:
        clock: time.
        desk: told of crossings.
        encode: makes a JPEG.
    """

    def __init__(self, clock: Clock, desk: AuditDesk, encode: Callable[[Image], bytes]) -> None:
        self._clock = clock
        self._desk = desk
        self._encode = encode
        self._changed = threading.Condition()
        self._pictures: deque[Shown] = deque(maxlen=_KEPT)
        self._jpegs: dict[int, bytes] = {}
        self._numbers = 0
        self._shown_ms = -SHOWN_EVERY_MS
        self._counts: Counter[tuple[str, str]] = Counter()
        self._visits: Counter[str] = Counter()
        self._present: dict[str, int] = {}
        self._outage = ""
        self._tags: Sequence[TagColour] = ()

    def begin(self, recorder: Recorder) -> None:
        """The camera runs anew: counts begin at zero."""
        with self._changed:
            self._counts.clear()
            self._visits.clear()
            self._present.clear()
        self._desk.begin(recorder)

    def saw(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        """A picture was looked at."""
        now_ms = self._clock.boot_ms()
        with self._changed:
            self._count(happened)
        for crossing in happened.crossings:
            if not crossing.staff:
                at_ms = _instant_ms(crossing, frame, now_ms)
                self._desk.crossed(crossing.line, crossing.direction, at_ms)
        for crossing in happened.turned_staff:
            at_ms = _instant_ms(crossing, frame, now_ms)
            self._desk.was_staff(crossing.line, crossing.direction, at_ms)
        if now_ms - self._shown_ms >= SHOWN_EVERY_MS:
            self._shown_ms = now_ms
            self._show(frame, [track for track in tracks if _in_sight(track, frame)])

    def outage(self, text: str) -> None:
        """Why there is no camera now; empty: there is one."""
        with self._changed:
            self._outage = text
        self._desk.tick()

    def end(self) -> None:
        """The camera has stopped."""
        self._desk.stop()

    def look_for(self, tags: Sequence[TagColour]) -> None:
        """Mark whoever wears one of these colours."""
        with self._changed:
            self._tags = tuple(tags)

    def newest(self) -> Shown | None:
        """The picture shown now; None: there was none yet."""
        with self._changed:
            return self._pictures[-1] if self._pictures else None

    def after(self, number: int, timeout_seconds: float) -> Shown | None:
        """The newest picture, once there is one after `number`; the same again when none came."""
        with self._changed:
            self._changed.wait_for(
                lambda: bool(self._pictures) and self._pictures[-1].number > number, timeout_seconds
            )
            return self._pictures[-1] if self._pictures else None

    def jpeg(self, number: int) -> bytes | None:
        """A picture for the browser, encoded once for all of them; None: it is gone."""
        with self._changed:
            shown = next((one for one in self._pictures if one.number == number), None)
            known = self._jpegs.get(number)
        if shown is None or known is not None:
            return known
        data = self._encode(shown.image)
        with self._changed:
            kept = {one.number for one in self._pictures}
            self._jpegs = {key: old for key, old in self._jpegs.items() if key in kept}
            self._jpegs[number] = data
        return data

    def counts(self) -> dict[str, Any]:
        """What was counted since the camera runs with these settings, and what is wrong."""
        with self._changed:
            lines: dict[str, dict[str, int]] = {}
            for (line, direction), number in self._counts.items():
                lines.setdefault(line, {"in": 0, "out": 0, "staff": 0})[direction] = number
            zones = {
                name: {"present": present, "visits": self._visits[name]}
                for name, present in self._present.items()
            }
            return {"lines": lines, "zones": zones, "outage": self._outage}

    def _count(self, happened: Happened) -> None:
        for crossing in happened.crossings:
            self._counts[crossing.line, "staff" if crossing.staff else crossing.direction] += 1
        for crossing in happened.turned_staff:
            self._counts[crossing.line, crossing.direction] -= 1
            self._counts[crossing.line, "staff"] += 1
        for visit in happened.visits:
            self._visits[visit.zone] += not visit.staff
        self._present.update({zone.zone: zone.present for zone in happened.zones})

    def _show(self, frame: Frame, tracks: Sequence[Track]) -> None:
        bodies = []
        for track in tracks:
            box = track.box_at(frame.time_s)
            worn = any(wears(frame.image, box, tag) for tag in self._tags)
            x1, y1, x2, y2 = (round(edge) for edge in box)
            bodies.append(Body((x1, y1, x2, y2), track.trusted, worn))
        with self._changed:
            self._numbers += 1
            self._pictures.append(Shown(self._numbers, frame.image, tuple(bodies)))
            self._changed.notify_all()


def _instant_ms(crossing: Crossing, frame: Frame, now_ms: int) -> int:
    """When somebody was on the line, since boot: the camera tells once they are clear of it."""
    return now_ms - max(0, round(1000 * (frame.time_s - crossing.time_s)))


def _in_sight(track: Track, frame: Frame) -> bool:
    return track.confirmed and frame.time_s - track.seen_s < _SEEN_SECONDS
