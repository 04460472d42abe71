"""From the settings to a running expression stage, or to none, and the record of which."""

from pathlib import Path

from edge_vision.expression import calibration as calibrations
from edge_vision.expression.engines import Engine, open_engine
from edge_vision.expression.names import calibration_file
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression.switch_log import Switch, note
from edge_vision.observer import Recorder
from edge_vision.settings import VisionSettings
from wire.clock import Clock

SWITCH_LOG = "expression-switches.jsonl"
_UNCORRECTED = (
    "Expression shares are uncorrected and far off: there is no calibration of {network} with "
    "{detector}; make one with `otklik-vision calibrate`."
)


def start(
    settings: VisionSettings, models: Path, *, state: Path, recorder: Recorder, clock: Clock
) -> ExpressionStage | None:
    """The stage that the settings ask for; None: expressions are off.

    Args:
        settings: of the camera.
        models: folder of models and calibrations.
        state: folder for the record of switches.
        recorder: where windows and problems go.
        clock: time.

    Raises:
        CalibrationError: there is a calibration, and it cannot be used.
        ModelError: a model is absent or cannot be used.
        SwitchLogError: the record cannot be kept.
    """
    chosen = settings.expression
    ready = load_engine(settings, models) if chosen.enabled else None
    calibration = ready[1] if ready else None
    areas = [area.name for area in settings.staff_areas]
    switch = Switch(
        at=clock.now().wall,
        settings=chosen,
        staff_areas=areas,
        calibration=calibration.id if calibration else None,
    )
    note(state / SWITCH_LOG, switch)
    if ready is None:
        return None
    told = _UNCORRECTED.format(network=chosen.network, detector=chosen.detector)
    recorder.set_problem("expression_uncorrected", None if calibration else told)
    return ExpressionStage(
        chosen,
        engine=ready[0],
        calibration=calibration,
        zones=[(zone.name, zone.points) for zone in settings.zones],
        staff_areas=[area.points for area in settings.staff_areas],
        record=recorder.record,
        clock=clock,
    )


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
