"""The expression stage of the camera: after each step, a look at a few faces; at times, a window.

Works on the pictures that counting has just worked on, keeps none of them, and lets nothing out
but `ExpressionWindow`s. It cannot be reached when the settings say that expressions are off.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from edge_vision.adapters.face_crops import FRAMINGS, cut, mask_staff_areas, sharpness
from edge_vision.domain.correction import linear_shares, measure
from edge_vision.domain.expressions import CLASSES, class_probabilities
from edge_vision.domain.face_votes import FaceVotes, Vote
from edge_vision.domain.faces import Demands, Face, head_region, quality
from edge_vision.domain.geometry import Point, contains
from edge_vision.domain.privacy import Cells, Group
from edge_vision.domain.track import Track
from edge_vision.expression.calibration import Calibration
from edge_vision.expression.engines import Engine
from edge_vision.expression_settings import ExpressionSettings
from edge_vision.ports import Frame, Image
from wire.clock import Clock, stamp_at
from wire.expression_events import ExpressionWindow, ShareError
from wire.messages import NOT_YET

_DIGITS: Final = 6


class ExpressionStage:
    """One camera's expressions.

    Args:
        settings: enabled, and without faults.
        engine: finds and reads faces.
        calibration: of the engine; None: shares are raw and say so.
        zones: name and polygon, pixels; a visitor belongs to the first that holds them.
        staff_areas: polygons, pixels: blackened before any face is looked for.
        record: where windows go.
        clock: time.
    """

    def __init__(
        self,
        settings: ExpressionSettings,
        *,
        engine: Engine,
        calibration: Calibration | None,
        zones: Sequence[tuple[str, Sequence[Point]]],
        staff_areas: Sequence[Sequence[Point]],
        record: Callable[[ExpressionWindow], object],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._calibration = calibration
        self._matrix = measure(*calibration.held_out) if calibration else None
        self._head = calibration.head if calibration else None
        self._zones = zones
        self._staff_areas = staff_areas
        self._record = record
        self._clock = clock
        self._votes = FaceVotes()
        self._demands = Demands(
            settings.least_face_px, settings.least_frontal, settings.least_sharpness
        )
        self._cells: Cells[str | None, Vote] = Cells(
            settings.least_visitors, settings.window_seconds * 1000, clock.boot_ms()
        )

    def step(self, frame: Frame, tracks: Sequence[Track], staff: frozenset[int]) -> None:
        """Take in one picture and the people that were just followed in it.

        Args:
            frame: the picture.
            tracks: everybody followed.
            staff: ids of those who are staff.

        Raises:
            ModelError: the network misbehaves.
        """
        self.due()
        self._votes.forget(staff)
        here = {track.id: track for track in tracks if track.id not in staff}
        self._part(self._votes.known - here.keys())
        now_s = frame.time_s
        shown = [track.id for track in here.values() if track.trusted and track.seen_s == now_s]
        due = self._votes.due(shown, now_s, self._settings.looks_per_frame)
        if due:
            image = mask_staff_areas(frame.image, self._staff_areas)
            for number in due:
                self._look(image, here[number], list(here.values()), now_s)

    def due(self) -> None:
        """Tell what is due; call it at least once in a while when no picture comes."""
        for group in self._cells.close_due(self._clock.boot_ms()):
            self._record(self._window(group))

    def restart(self) -> None:
        """The pictures end or jump: everybody followed is gone."""
        self._part(self._votes.known)

    def _part(self, gone: frozenset[int]) -> None:
        for zone, vote in self._votes.left(gone):
            if vote is None:
                self._cells.not_seen(zone)
            else:
                self._cells.vote(zone, vote)

    def _look(self, image: Image, track: Track, everybody: list[Track], now_s: float) -> None:
        zone = next((name for name, area in self._zones if contains(area, track.position)), None)
        region = head_region(track.box_at(now_s))
        faces = [
            face
            for face in self._engine.faces.find(image, region)
            if _nearest(face, everybody, now_s) is track
        ]
        if not faces:
            self._votes.looked(track.id, zone, now_s, 0.0)
            return
        crop = cut(image, faces[0], FRAMINGS[self._votes.turn(track.id) % len(FRAMINGS)])
        worth = quality(faces[0], sharpness(crop), self._demands)
        if worth <= 0:
            self._votes.looked(track.id, zone, now_s, 0.0)
            return
        look = self._engine.reader.read(crop)
        own = class_probabilities(look.probabilities[None], self._engine.reader.words)[0]
        scores = self._head.scores(look.features[None])[0] if self._head else own
        self._votes.looked(track.id, zone, now_s, worth, scores, own)

    def _window(self, group: Group[str | None, Vote]) -> ExpressionWindow:
        if self._matrix is not None:
            mean = np.mean([vote.scores for vote in group.votes], axis=0)
            shares = linear_shares(mean, self._matrix)
        else:
            guesses = [vote.guess for vote in group.votes]
            shares = np.bincount(guesses, minlength=len(CLASSES)) / len(guesses)
        negative, neutral, positive = (round(float(share), _DIGITS) for share in shares)
        return ExpressionWindow(
            seq=NOT_YET,
            at=stamp_at(self._clock, group.start_ms),
            seconds=max(1, round((group.end_ms - group.start_ms) / 1000)),
            zone=group.cell,
            visitors=len(group.votes),
            unseen=group.unseen,
            least=self._settings.least_visitors,
            negative=negative,
            neutral=neutral,
            positive=positive,
            corrected=self._calibration is not None,
            calibration=self._calibration.id if self._calibration else None,
            errors=self._errors(),
            network=self._engine.network,
            detector=self._engine.detector,
            law=self._settings.law_profile or "none",
        )

    def _errors(self) -> list[ShareError]:
        if self._matrix is None:
            return []
        return [
            ShareError(
                labelled=int(count),
                negative=round(float(spread[0, 0]), _DIGITS),
                positive=round(float(spread[2, 2]), _DIGITS),
                together=round(float(spread[0, 2]), _DIGITS),
            )
            for spread, count in zip(self._matrix.spreads(), self._matrix.faces, strict=True)
        ]


def _nearest(face: Face, tracks: list[Track], now_s: float) -> Track:
    """Whose face it is: of the person whose head should be nearest, in head sizes."""

    def away(track: Track) -> float:
        x1, y1, x2, y2 = head_region(track.box_at(now_s))
        dx, dy = face.middle[0] - (x1 + x2) / 2, face.middle[1] - (y1 + y2) / 2
        return float(np.hypot(dx, dy)) / max(1.0, x2 - x1)

    return min(tracks, key=away)
