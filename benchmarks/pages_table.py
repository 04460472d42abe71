"""What `benchmarks.pages` found, as the table in docs/performance.md."""

import os
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.machine import describe, percentile
from benchmarks.pages_asked import PAGES

_MARKS: Final = ("<!-- pages: begin -->", "<!-- pages: end -->")
_EXPLAINED: Final = """Each cell: "data", a page's figures without its HTML, then the whole page as
the server answers it: median / 95th percentile by the clock (median of processor time), ms; "first"
is the first time after a start, with nothing kept. "Seen after": until Chromium shows something,
median of three. Before each round a press of today comes in, and before every 25th one of a day
that was finished. Presses of a million are 36 days, so its "year" is those."""


class Times(NamedTuple):
    """Of some rounds (ms): by the clock, and of this thread's processor time."""

    median_ms: float
    p95_ms: float
    cpu_ms: float
    first_ms: float
    """Of the first time of all, by the clock."""


class Cost(NamedTuple):
    """Of one page: its figures, the whole page at the server, and until it is painted (ms)."""

    figures: Times | None
    page: Times
    painted_ms: float | None


def times(ask: Callable[[], object], happen: Callable[[], None], rounds: int) -> Times:
    """Ask that often. `happen` is called before each time and is not measured."""
    by_clock, cpu = [], []
    for _ in range(rounds + 1):
        happen()
        began, cpu_began = time.perf_counter(), time.thread_time()
        ask()
        by_clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.thread_time() - cpu_began))
    first, *warm = by_clock
    return Times(statistics.median(warm), percentile(warm, 0.95), statistics.median(cpu[1:]), first)


def table(costs: Mapping[str, Mapping[str, Cost]]) -> str:
    """Pages down, stores across."""
    load = "/".join(f"{one:.0f}" for one in os.getloadavg())
    lines = [f"{describe()}; 200 shops; load {load}. {_EXPLAINED}", ""]
    lines += ["| " + " | ".join(["page", *costs]) + " |", "|---" * (1 + len(costs)) + "|"]
    for name, _ in PAGES:
        cells = [cell(found[name]) for found in costs.values()]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(lines)


def cell(cost: Cost) -> str:
    """One page of one store."""
    painted = "" if cost.painted_ms is None else f"; seen after {cost.painted_ms:.0f}"
    figures = f"data {_written(cost.figures)}; " if cost.figures else ""
    return f"{figures}page {_written(cost.page)}{painted}"


def put(path: Path, found: str) -> None:
    """Replace the table that a document holds."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    path.write_text(f"{before}{_MARKS[0]}\n{found}\n{_MARKS[1]}{after}", encoding="utf-8")


def _written(found: Times) -> str:
    return (
        f"{found.median_ms:.0f} / {found.p95_ms:.0f} ({found.cpu_ms:.0f}), "
        f"first {found.first_ms:.0f}"
    )
