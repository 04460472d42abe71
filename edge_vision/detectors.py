"""From the settings to a detector, and to a sentence that says which one."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from edge_vision.adapters.hybrid import HybridDetector
from edge_vision.adapters.motion_detector import MotionDetector
from edge_vision.adapters.onnx_input import SIDES_PX
from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.domain.geometry import Point
from edge_vision.models.catalogue import find
from edge_vision.models.store import state_of, verified
from edge_vision.ports import PeopleNetwork, PersonDetector
from edge_vision.settings import DetectionSettings

_log = logging.getLogger("otklik.vision")


class Choice(NamedTuple):
    """How people will be found. `model` None: by motion alone. `why` is a sentence."""

    model: Path | None
    why: str


def choose(detection: DetectionSettings, models: Path) -> Choice:
    """Decide between model and motion.

    Raises:
        ModelError: a model was asked for and is absent, damaged or unknown; in `auto`, only
            damaged or unknown: an absent one means motion, which is said.
    """
    if detection.method == "motion":
        return Choice(None, "Counting by motion alone, as the settings say.")
    model = find(detection.model)
    if detection.method == "auto" and state_of(models, model) == "absent":
        return Choice(
            None,
            f"Counting by motion alone: the model {model.name} is not in {models}. "
            f"For better counts run `otklik-vision models pull {model.name}`.",
        )
    return Choice(verified(models, model), f"Counting by motion and the model {model.name}.")


def make_detector(
    choice: Choice,
    detection: DetectionSettings,
    lines: Sequence[Sequence[Point]],
    zones: Sequence[Sequence[Point]],
    *,
    load: Callable[..., PeopleNetwork] = PeopleModel,
) -> PersonDetector:
    """The detector of that choice; says in one line of the log which it is.

    Args:
        choice: see `choose`.
        detection: the settings.
        lines: corners of what is counted, pixels.
        zones: the same.
        load: makes the network, as `PeopleModel` does.

    Raises:
        ModelError: the model cannot be loaded.
    """
    _log.info("%s", choice.why)
    if choice.model is None:
        return MotionDetector()
    sides = detection.input_px, _quick_side_px(detection.input_px)
    model, quick = (load(choice.model, threads=detection.threads, side_px=side) for side in sides)
    return HybridDetector(
        model,
        lines,
        zones,
        quick=quick,
        most_looks=detection.looks_per_frame,
    )


def _quick_side_px(side_px: int) -> int:
    """Three quarters of an input's side, as a network takes it: a little over half the work."""
    return max(SIDES_PX.start, round(0.75 * side_px / SIDES_PX.step) * SIDES_PX.step)
