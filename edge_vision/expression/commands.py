"""`otklik-vision shares`, `calibrate`, `notice` and `models check`: what they do and print."""

import argparse
import datetime as dt
import sys
from pathlib import Path

import msgspec
from rich.console import Console

from edge_vision.domain.expressions import CLASSES
from edge_vision.errors import NoticeError
from edge_vision.expression import calibration as calibrations
from edge_vision.expression.check import compare
from edge_vision.expression.engines import Engine, open_engine
from edge_vision.expression.names import calibration_file
from edge_vision.expression.shares import Progress, SharesResult, calibrate, shares_of
from wire.errors import EXIT_FAILURE


def shares_command(options: argparse.Namespace, models: Path) -> int:
    """Print the shares of a folder.

    Raises:
        VisionError: a model, a calibration or the folder cannot be used.
    """
    engine = open_engine(models, network=options.network, detector=options.detector)
    calibration = _calibration(options, models, engine)
    result = shares_of(options.folder, engine, calibration, _counter("pictures"))
    if options.json:
        _say(msgspec.json.encode(result).decode())
    else:
        _say(_in_words(result))
    if calibration is None:
        _hint(
            "These shares are uncorrected: there is no calibration for this network. "
            "Make one with `otklik-vision calibrate FOLDER`."
        )
    return 0


def calibrate_command(options: argparse.Namespace, models: Path, today: dt.date) -> int:
    """Measure a network on labelled faces and write the calibration.

    Raises:
        VisionError: a model, the folder or the labels cannot be used.
    """
    engine = open_engine(models, network=options.network, detector=options.detector)
    made = calibrate(options.folder, engine, today, _counter("faces"))
    path = options.out or models / calibration_file(engine.network, engine.detector)
    calibrations.save(made, path)
    if options.json:
        facts = {"file": str(path), "id": made.id, "faces": made.faces, "no_face": made.no_face}
        _say(msgspec.json.encode(facts).decode())
        return 0
    faces = ", ".join(f"{count} {name}" for name, count in made.faces.items())
    _say(f"{path}: {faces}; no face found in {made.no_face} pictures")
    return 0


def check_command(options: argparse.Namespace, models: Path) -> int:
    """Compare DeepFace with the light engine on the same faces.

    Raises:
        VisionError: DeepFace, its weights, a model or the folder cannot be used.
    """
    found = compare(options.faces, models, fetch=options.fetch)
    if options.json:
        _say(msgspec.json.encode(found).decode())
    else:
        verdict = "the same" if found.agree else "NOT the same"
        _say(
            f"{found.faces} faces: {verdict}; largest difference of a probability "
            f"{found.largest_difference:.2e} (allowed {found.allowed:.0e})"
        )
    return 0 if found.agree else EXIT_FAILURE


def notice_command(options: argparse.Namespace) -> int:
    """Write the door notice.

    Raises:
        NoticeError: the PDF libraries are absent, or the file cannot be written.
    """
    try:
        from edge_vision.expression.notice import Notice, write  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoticeError(
            f"The notice needs fpdf2 ({error}); run `pip install otklik[notice]`."
        ) from error

    notice = Notice(shop=options.shop, controller=options.controller, url=options.url)
    write(notice, options.language, options.paper, options.out)
    _say(f"{options.out}: {options.paper}, {options.language}")
    return 0


def _calibration(
    options: argparse.Namespace, models: Path, engine: Engine
) -> calibrations.Calibration | None:
    """The one that was named, else the one in the folder of models, else none."""
    if options.calibration:
        return calibrations.load(options.calibration, engine)
    usual = models / calibration_file(engine.network, engine.detector)
    return calibrations.load(usual, engine) if usual.exists() else None


def _in_words(result: SharesResult) -> str:
    lines = [f"{result.visitors} visitors, no face found of {result.no_face}"]
    for name in CLASSES:
        line = f"  {name:9} guesses counted {result.raw[name]:6.1%}"
        if result.corrected is not None and result.interval95 is not None:
            low, high = result.interval95[name]
            line += f"   corrected {result.corrected[name]:6.1%} ({low:.1%} to {high:.1%})"
        lines.append(line)
    return "\n".join(lines)


def _counter(what: str) -> Progress:
    """Tells how far it is, on stderr, where somebody watches."""
    console = Console(stderr=True)

    def tell(done: int, everything: int) -> None:
        if console.is_terminal:
            console.print(f"{done} of {everything} {what}", end="\r")

    return tell


def _hint(text: str) -> None:
    sys.stderr.write(f"otklik-vision: {text}\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
