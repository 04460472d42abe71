"""`otklik-vision tune`: measures, says what it would set and why, and sets it when told to."""

import argparse
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress

from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.opencv_setup import deterministic
from edge_vision.detectors import choose
from edge_vision.domain.tuning import Advice, Look, Machine, advise
from edge_vision.errors import ModelError
from edge_vision.ports import FrameSource, Image, PeopleNetwork
from edge_vision.settings import VisionSettings
from edge_vision.setup_page.settings_file import read, save
from edge_vision.tuning.measure import Timer, drawn, look_cost, motion_ms, taken
from edge_vision.tuning.report import Report, in_words, values_of
from edge_vision.tuning.settings_file import TABLE, retuned
from wire.errors import EXIT_FAILURE

SIDES_PX = (416, 320, 256)
"""Larger ones were never found to count better; smaller ones miss people."""
_MOST_THREADS = 4
_PICTURES = 25
_DISTURBED = 1.3
"""By the clock a look on one thread takes little longer than it works, unless others work too."""


def tune(
    settings: VisionSettings,
    path: Path,
    models: Path,
    *,
    open_source: Callable[[], FrameSource] | None,
    write: bool,
    timer: Timer | None = None,
    load: Callable[..., PeopleNetwork] = PeopleModel,
    cores: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Measure on this machine, and write what it says into the settings if asked to.

    Args:
        settings: of the camera.
        path: their file.
        models: folder of models.
        open_source: opens the camera; None: pictures are drawn.
        write: change the file, unless other work disturbed the times.
        timer: clocks.
        load: makes the network, as `PeopleModel` does.
        cores: of this machine; None: those this process may use.
        progress: told how many measurements of how many are done.

    Raises:
        CameraError: the camera gives no pictures.
        ModelError: the network is absent or cannot be used, or counting is by motion alone.
        SetupError: the file cannot be written.
    """
    deterministic()
    timer, cores = timer or Timer(), cores or len(os.sched_getaffinity(0))
    network = _network(settings, models)
    name, pictures = _pictures(settings, open_source)
    plans = [(side, threads) for side in SIDES_PX for threads in _threads(cores)]
    machine = Machine(cores, motion_ms(pictures, timer))
    looks = []
    for number, (side_px, threads) in enumerate(plans):
        progress(number, len(plans))
        model = load(network, threads=threads, side_px=side_px)
        looks.append(look_cost(model, threads, pictures, timer))
    progress(len(plans), len(plans))
    advice = advise(machine, looks)
    report = _report(machine, looks, advice, settings, name)
    if not write or report.disturbed:
        return report
    save(path, retuned(read(path), values_of(report)))
    return msgspec.structs.replace(report, written=True)


def tune_command(
    options: argparse.Namespace,
    settings: VisionSettings,
    models: Path,
    open_source: Callable[[], FrameSource],
    hub_sets: Collection[str] = (),
) -> tuple[str, int]:
    """Run it as typed; returns what to print, and the exit code.

    Args:
        options: `settings`, `drawn`, `write`, `json`.
        settings: read from that file.
        models: folder of models.
        open_source: opens the camera of the settings.
        hub_sets: keys such as `detection.threads` that the hub sets for this device.

    Raises:
        OtklikError: see `tune`.
    """
    with _bar() as progress:
        report = tune(
            settings,
            options.settings,
            models,
            open_source=None if options.drawn else open_source,
            write=options.write,
            progress=progress,
        )
    held = [name for name in values_of(report) if f"{TABLE}.{name}" in hub_sets]
    report = msgspec.structs.replace(report, set_by_hub=held)
    text = msgspec.json.encode(report).decode() if options.json else in_words(report)
    return text, EXIT_FAILURE if options.write and not report.written else 0


def _network(settings: VisionSettings, models: Path) -> Path:
    choice = choose(settings.detection, models)
    if choice.model is None:
        raise ModelError(
            f"{choice.why} There is nothing to tune without a network: the motion stage has no "
            "size and no threads."
        )
    return choice.model


def _pictures(
    settings: VisionSettings, open_source: Callable[[], FrameSource] | None
) -> tuple[str, Sequence[Image]]:
    """What they are, for people to read, and the pictures."""
    if open_source is None:
        size = settings.camera.width_px, settings.camera.height_px
        return f"drawn pictures of {size[0]} x {size[1]}", list(drawn(*size, _PICTURES))
    with open_source() as source:
        pictures = taken(source, _PICTURES)
    height, width = pictures[0].shape[:2]
    return f"pictures of {width} x {height} from {source.name}", pictures


def _threads(cores: int) -> range:
    return range(1, min(_MOST_THREADS, cores) + 1)


def _report(
    machine: Machine, looks: list[Look], advice: Advice, settings: VisionSettings, pictures: str
) -> Report:
    """The rate of the settings stays where the machine holds it: counts were tried with it."""
    return Report(
        cores=machine.cores,
        pictures=pictures,
        motion_ms=round(machine.motion_ms, 1),
        looks=[
            look._replace(wall_ms=round(look[2], 1), cpu_ms=round(look[3], 1)) for look in looks
        ],
        input_px=advice.input_px,
        threads=advice.threads,
        frames_per_second=min(settings.detection.frames_per_second, advice.rate),
        cores_busy=round(advice.cores_busy, 2),
        holds_wanted_rate=advice.whole,
        disturbed=any(
            look.threads == 1 and look.wall_ms > _DISTURBED * look.cpu_ms for look in looks
        ),
    )


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr where somebody watches; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("measuring", total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)
