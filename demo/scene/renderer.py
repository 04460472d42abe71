"""From an instant to a picture: the same options and instant give the same pixels."""

from typing import NamedTuple

import numpy as np
from cv2.typing import MatLike

from demo.scene.camera import camera_at
from demo.scene.doorway import Doorway
from demo.scene.figure import draw_figure
from demo.scene.grounds import build_ground, flash_steps
from demo.scene.light import cloud
from demo.scene.looks import Look
from demo.scene.options import AT_THE_DOOR, SceneOptions
from demo.scene.script import Script, Walker
from demo.scene.sensor import Image, Sensor
from demo.scene.shadows import LOW, NOON, ShadowCaster
from demo.scene.skeleton import Body, body_at
from demo.scene.solids import SolidPainter

_REACH_PX = 260
"""How far a step, a shoulder or a shadow may reach from the line between feet and head."""
_INSIDE_FROM_M = -0.05


class Person(NamedTuple):
    """Somebody at one instant. `number` is the walker's."""

    body: Body
    look: Look
    number: int


class Renderer:
    """Draws a scene at any instant. Not for several threads at once.

    Args:
        options: which scene.
        script: its people; shared with whoever counts them.
    """

    def __init__(self, options: SceneOptions, script: Script) -> None:
        self._options = options
        self._script = script
        self._camera = camera_at(options.viewpoint, options.camera_height)
        self._sun = LOW if options.low_sun else NOON
        self._shadows = ShadowCaster(self._camera, self._sun)
        self._sensor = Sensor(options, self._camera.size_px)
        self._doorway = Doorway(self._camera, options) if options.viewpoint in AT_THE_DOOR else None
        self._ground = (
            build_ground(self._camera, options)
            if self._doorway is None
            else self._doorway.backdrop.picture
        )

    def frame_at(self, time_s: float) -> Image:
        """The picture at an instant: H x W x 3, BGR. The caller may write into it."""
        walkers = self._script.walkers_at(time_s)
        dimmed = cloud(self._options.seed, time_s) if self._options.light_change else 0.0
        sun = (1 - 0.9 * dimmed) if self._options.shadow else 0.0
        people = [
            Person(body_at(each.look, each.path, time_s), each.look, each.number)
            for each in walkers
            if self._may_be_seen(each, time_s)
        ]
        if self._doorway is None:
            frame = self._shadows.darken(
                self._lit_ground(time_s), [each.body for each in people], sun
            )
            self._draw_people(frame, people, (0, 0), sun)
        else:
            frame = self._before_the_door(self._doorway, walkers, people, time_s, (sun, dimmed))
        return self._sensor.expose(frame, time_s, dimmed)

    def _lit_ground(self, time_s: float) -> MatLike:
        if self._options.viewpoint == "stairs" and self._options.flicker:
            return flash_steps(self._ground, self._camera, self._options.seed, time_s)
        return self._ground

    def _before_the_door(
        self,
        doorway: Doorway,
        walkers: list[Walker],
        people: list[Person],
        time_s: float,
        light: tuple[float, float],
    ) -> MatLike:
        """`light`: the share of the sun, and of a cloud before it."""
        sun, dimmed = light
        outside = [each for each in people if each.body.head[1] >= _INSIDE_FROM_M]
        inside = [each for each in people if each.body.head[1] < _INSIDE_FROM_M]
        frame = self._shadows.darken(self._ground, [each.body for each in outside], sun)
        door_open = doorway.openness(walkers, time_s)
        if self._options.light_change:
            frame = doorway.glow(frame, door_open, dimmed)
        with doorway.looking_in(frame, door_open) as (view, corner_px):
            self._draw_people(view, inside, corner_px, 0.0)
        self._draw_people(frame, outside, (0, 0), sun)
        return frame

    def _may_be_seen(self, walker: Walker, time_s: float) -> bool:
        x_m, y_m = walker.path.position_m(time_s)
        pixels, _ = self._camera.pixels(np.array([(x_m, y_m, 0), (x_m, y_m, 1.8)]))
        (left, top), (right, bottom) = pixels.min(axis=0), pixels.max(axis=0)
        width, height = self._camera.size_px
        across = right > -_REACH_PX and left < width + _REACH_PX
        return bool(across and bottom > -_REACH_PX and top < height + _REACH_PX)

    def _draw_people(
        self, picture: MatLike, people: list[Person], corner_px: tuple[int, int], sun: float
    ) -> None:
        if not people:
            return
        painter = SolidPainter(
            picture, self._camera, corner_px, sun=sun, sun_from=self._sun.direction
        )
        feet = np.stack([each.body.head * (1, 1, 0) for each in people])
        depths = self._camera.pixels(feet)[1]
        for index in np.argsort(-depths, kind="stable"):
            draw_figure(painter, *people[index])
