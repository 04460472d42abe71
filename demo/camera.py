"""The demo's camera: the very service of `otklik-vision run`, looking at the rendered street.

Only the source of pictures is another one, behind the seam that every camera is behind.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from demo.plan import street_options
from demo.scene.jpeg import encode
from demo.scene.source import SceneSource
from demo.street import Street, serve_in_background, street_app
from edge_vision.detectors import choose
from edge_vision.models.store import models_folder
from edge_vision.ports import Frame
from edge_vision.service import run
from edge_vision.settings import VisionSettings
from wire.clock import SystemClock
from wire.link_maker import mqtt_link_maker
from wire.service import Notifier, StopFlag, set_up_logging
from wire.settings import load

_BY_MOTION = (
    "Counted by motion alone, because no model of people is installed here. This street is an easy "
    "one: people come one by one, under an even sky. Two who walk side by side would often be "
    "taken for one."
)
_BY_MODEL = "Counted by motion and a model of people."


class WatchedScene(SceneSource):
    """The scene, shown on a page as well as counted."""

    street: Street

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next picture, which the page gets too."""
        frame = super().read(not_before_s)
        if frame is not None:
            self.street.show(frame)
        return frame


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the camera until SIGTERM; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=Path, required=True, help="the camera's TOML file")
    parser.add_argument("--seed", type=int, default=7, help="of the scene")
    parser.add_argument("--port", type=int, required=True, help="of the street's page")
    parser.add_argument("--models", type=Path, default=None, help="folder of models")
    options = parser.parse_args(arguments)
    set_up_logging()
    settings = load(VisionSettings, options.settings)
    clock = SystemClock()
    models = models_folder(options.models)
    scene = WatchedScene(street_options(options.seed), clock=clock)
    scene.street = Street(lambda: _as_dict(scene))
    how = _BY_MODEL if choose(settings.detection, models).model else _BY_MOTION
    app = street_app(scene.street, lambda frame: encode(frame.image, scene.line), how=how)
    serve_in_background(app, options.port)
    run(
        settings,
        open_source=lambda: scene,
        models=models,
        clock=clock,
        make_link=mqtt_link_maker(settings.device, settings.broker),
        stop=StopFlag().install(),
        notifier=Notifier(),
        on_crossing=scene.street.count,
    )
    return 0


def _as_dict(scene: SceneSource) -> dict[str, int]:
    counts = scene.truth_until(scene.shown_s)
    return {"in": counts.entered, "out": counts.left, "passed": counts.passed}


if __name__ == "__main__":
    sys.exit(main())
