"""From the settings to a running expression stage, or to none, and the record of which."""

import logging
from pathlib import Path
from typing import Final

from edge_vision.errors import VisionError
from edge_vision.expression import calibration as calibrations
from edge_vision.expression.engines import Engine, open_engine
from edge_vision.expression.names import calibration_file
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression.switch_log import Switch, note
from edge_vision.observer import Recorder
from edge_vision.settings import VisionSettings, ZoneSettings
from wire.clock import Clock

_log = logging.getLogger("otklik.vision")
SWITCH_LOG: Final = "expression-switches.jsonl"
_LONGEST: Final = 300
"""What a status may carry (`wire.scalars.Sentence`)."""
_UNCORRECTED: Final = (
    "Expression shares are uncorrected and far off: there is no calibration of {network} with "
    "{detector}; make one with `otklik-vision calibrate`."
)


def start(
    settings: VisionSettings, models: Path, *, state: Path, recorder: Recorder, clock: Clock
) -> ExpressionStage | None:
    """The stage that the settings ask for; None: expressions are off.

    Counting never stops for expressions: what they lack is a problem that the hub shows, and they
    stay off.

    Args:
        settings: of the camera.
        models: folder of models and calibrations.
        state: folder for the record of switches.
        recorder: where windows and problems go.
        clock: time.
    """
    try:
        ready = load_engine(settings, models) if settings.expression.enabled else None
        calibration = ready[1] if ready else None
        note(state / SWITCH_LOG, _switch(settings, calibration, clock))
    except VisionError as error:
        _log.error("Expression shares are off: %s", error)
        recorder.set_problem("expression_off", off_because(error))
        return None
    recorder.set_problem("expression_off", None)
    if ready is None:
        return None
    return _stage(settings, *ready, recorder=recorder, clock=clock)


def off_because(error: VisionError) -> str:
    """The sentence of the problem `expression_off`."""
    return f"Expression shares are off: {error}"[:_LONGEST]


def _switch(
    settings: VisionSettings, calibration: calibrations.Calibration | None, clock: Clock
) -> Switch:
    return Switch(
        at=clock.now().wall,
        settings=settings.expression,
        staff_areas=[area.name for area in settings.staff_areas],
        calibration=calibration.id if calibration else None,
    )


def _stage(
    settings: VisionSettings,
    engine: Engine,
    calibration: calibrations.Calibration | None,
    *,
    recorder: Recorder,
    clock: Clock,
) -> ExpressionStage:
    told = _UNCORRECTED.format(network=engine.network, detector=engine.detector)
    recorder.set_problem("expression_uncorrected", None if calibration else told)
    return ExpressionStage(
        settings.expression,
        engine=engine,
        calibration=calibration,
        zones=[(zone.name, zone.points) for zone in places(settings)],
        staff_areas=[area.points for area in settings.staff_areas],
        record=recorder.record,
        clock=clock,
    )


def places(settings: VisionSettings) -> list[ZoneSettings]:
    """The zones by which shares are told.

    In the eu profile no queue: it stands at one till, and the share of those whom one till serves
    is a score of whoever sits there.
    """
    eu = settings.expression.law_profile == "eu"
    return [zone for zone in settings.zones if not (eu and zone.kind == "queue")]


def load_engine(
    settings: VisionSettings, models: Path
) -> tuple[Engine, calibrations.Calibration | None]:
    """The engine that the settings name, and its calibration if there is one.

    Raises:
        CalibrationError: there is one, and it cannot be used.
        ModelError: a model is absent or cannot be used.
    """
    chosen = settings.expression
    engine = open_engine(models, network=chosen.network, detector=chosen.detector)
    path = models / calibration_file(engine.network, engine.detector)
    return engine, calibrations.load(path, engine) if path.exists() else None
