"""What `otklik-vision tune` found, for people and for programs."""

from msgspec import Struct

from edge_vision.domain.tuning import WANTED_RATE, Look, Machine, cores_busy


class Report(Struct, frozen=True, kw_only=True):
    """What was measured and what follows. Field names are the JSON's.

    `set_by_hub` names those settings of the three which the hub sets for this device, and wins.
    `cores_busy` is at the rate wanted or, where the machine does not hold it, at the one it holds.
    """

    cores: int
    pictures: str
    motion_ms: float
    looks: list[Look]
    input_px: int
    threads: int
    frames_per_second: float
    cores_busy: float
    holds_wanted_rate: bool
    disturbed: bool
    written: bool = False
    set_by_hub: list[str] = []


def values_of(report: Report) -> dict[str, int | float]:
    """What to write into `[detection]`."""
    return {
        "input_px": report.input_px,
        "threads": report.threads,
        "frames_per_second": report.frames_per_second,
    }


def in_words(report: Report) -> str:
    """The report as a small table, the settings, and the reason."""
    machine = Machine(report.cores, report.motion_ms)
    motion = f"the motion stage takes {report.motion_ms:.1f} ms a picture"
    rows = [
        f"{report.cores} cores, {report.pictures}; {motion}.",
        "",
        f"  input_px  threads  ms a look  ms worked  cores busy at {WANTED_RATE:g} a second",
    ]
    for look in report.looks:
        mark = "*" if look[:2] == (report.input_px, report.threads) else " "
        busy = cores_busy(machine, look, WANTED_RATE)
        times = f"{look.wall_ms:9.1f}  {look.cpu_ms:9.1f}"
        rows.append(
            f"{mark} {look.input_px:8}  {look.threads:7}  {times}  {busy:9.2f} of {report.cores}"
        )
    rows += ["", _why(report), "", "[detection]"]
    rows += [f"{name} = {value}" for name, value in values_of(report).items()]
    return "\n".join([*rows, "", _what_next(report)])


def _what_next(report: Report) -> str:
    if report.disturbed:
        return (
            "Not written: something else worked meanwhile, so these times are too long. Stop the "
            "service (sudo systemctl stop otklik-vision) and measure again."
        )
    if report.set_by_hub:
        names = ", ".join(report.set_by_hub)
        return (
            f"{'Written' if report.written else 'Not written'}; but the hub sets {names} for this "
            "device, and that wins: change it there, under Devices, Settings of devices."
        )
    return "Written; restart otklik-vision." if report.written else "Not written: add --write."


def _why(report: Report) -> str:
    settings = f"{report.input_px} px and {report.threads} thread(s)"
    free = report.cores - report.cores_busy
    if report.holds_wanted_rate:
        return (
            f"{settings}: the largest pictures at which this machine looks at {WANTED_RATE:g} a "
            f"second, people in each of them, with half of its cores free ({free:.1f} of "
            f"{report.cores})."
        )
    return (
        f"This machine cannot look at {WANTED_RATE:g} pictures a second and keep half of its cores "
        f"free. {settings} come closest, with {report.frames_per_second:g} a second."
    )
