"""What a page costs the hub, by how much is stored: `python -m benchmarks.pages`.

Makes a store of 200 shops for each size (`benchmarks.pages_store`; kept in var/bench-pages, and
used again), makes the figures of each page some times and asks the page itself as often, through
the application in this process, and opens it in Chromium for the time until something can be seen.
Prints one line a page and size; `--into docs/performance.md` puts the table there after each size.
`--url` measures a PostgreSQL database (an empty one).
"""

import argparse
import contextlib
import os
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from apiflask import APIFlask
from flask.testing import FlaskClient
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine, func, select

from benchmarks import pages_store
from benchmarks.machine import describe, percentile
from benchmarks.pages_asked import PAGES, figures_of
from hub.serving import hub_of
from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store.engine import reading, writing
from hub.store.migrate import open_store
from hub.store.people import add_user, list_users
from hub.store.schema import sites
from hub.web import create_app, serve
from tests.hub.web.actors import PASSWORD, Actor
from tests.support.broker import free_port
from wire.clock import FakeClock

FOLDER: Final = Path("var/bench-pages")
_BYTES_A_PRESS: Final = 150
_MARKS: Final = ("<!-- pages: begin -->", "<!-- pages: end -->")


class Cost(NamedTuple):
    """Of one page: its figures, the whole page at the server, and until it is painted (ms)."""

    figures: "Times | None"
    page: "Times"
    painted_ms: float | None


class Times(NamedTuple):
    """Of some rounds (ms): by the clock, and of this thread's processor time."""

    median_ms: float
    p95_ms: float
    cpu_ms: float


def main() -> int:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(description="Measure what pages cost by how much is stored.")
    parser.add_argument("--millions", default="1,10,50", help="presses, in millions (1,10,50)")
    parser.add_argument("--rounds", type=int, default=20, help="times each page is asked for")
    parser.add_argument("--url", default="", help="an empty PostgreSQL database; one size only")
    parser.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    parser.add_argument("--into", default="", help="the document that holds the table")
    options = parser.parse_args()
    sizes = [float(one) for one in options.millions.split(",")]
    costs = {}
    for size in sizes:
        found = measure(size, options.url, options.rounds, browser=not options.no_browser)
        if found is None:
            return 1
        costs[size] = found
        if options.into:
            _put(Path(options.into), _table(costs, options.url))
    print(_table(costs, options.url))
    return 0


def measure(millions: float, url: str, rounds: int, *, browser: bool) -> dict[str, Cost] | None:
    """All pages over one store. None: the disk is too small for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{millions:g}.sqlite"
    free = shutil.disk_usage(FOLDER).free
    needed = 2 * _BYTES_A_PRESS * millions * 1e6
    if not url and not path.exists() and free < needed:
        print(f"{needed / 1e9:.0f} GB must be free for {millions:g} million presses.")
        return None
    store = StoreSettings(url=url) if url else StoreSettings(path=str(path))
    _fill(store, millions, path)
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret_key"
        secret.write_text(secrets.token_hex())
        secret.chmod(0o600)
        port = free_port()
        web = WebSettings(secret_key_file=str(secret), port=port)
        settings = HubSettings(store=store, web=web)
        engine = open_store(store)
        app = create_app(settings, engine, clock=FakeClock(pages_store.NOW))
        try:
            asked = _ask(engine, app.test_client(), rounds)
            painted = _paint(app, settings, port) if browser else {}
        finally:
            hub_of(app).live.stop()
            engine.dispose()
    return {name: cost._replace(painted_ms=painted.get(name)) for name, cost in asked.items()}


def _fill(store: StoreSettings, millions: float, path: Path) -> None:
    engine = open_store(store)
    with reading(engine) as conn:
        there = conn.execute(select(func.count()).select_from(sites)).scalar_one()
    if not there:
        began = time.perf_counter()
        try:
            pages_store.fill(engine, round(millions * 1e6))
        except BaseException:
            engine.dispose()
            for one in path.parent.glob(f"{path.name}*"):  # half a store must not be used again
                one.unlink()
            raise
        print(
            f"{millions:g} million: written in {time.perf_counter() - began:.0f} s", file=sys.stderr
        )
    with writing(engine) as conn:
        if not list_users(conn):
            add_user(conn, "anna", PASSWORD, 0)
    engine.dispose()


def _ask(engine: Engine, client: FlaskClient, rounds: int) -> dict[str, Cost]:
    anna = Actor(client).sign_in()
    found = {}
    for name, address in PAGES:
        anna.text(address)  # fails unless the page answers
        make = figures_of(engine, address)
        figures = _times(make, rounds) if make else None
        found[name] = Cost(figures, _times(partial(anna.get, address), rounds), None)
        print(f"{name:34} {_cell(found[name])}", file=sys.stderr, flush=True)
    return found


def _times(ask: Callable[[], object], rounds: int) -> Times:
    times, cpu = [], []
    for n in range(rounds + 2):
        began, cpu_began = time.perf_counter(), time.thread_time()
        ask()
        if n >= 2:  # warm
            times.append(1000 * (time.perf_counter() - began))
            cpu.append(1000 * (time.thread_time() - cpu_began))
    return Times(statistics.median(times), percentile(times, 0.95), statistics.median(cpu))


def _paint(app: APIFlask, settings: HubSettings, port: int) -> dict[str, float]:
    program = shutil.which("chromium")
    if program is None:
        print("Chromium is not installed: times until something is seen are left out.")
        return {}
    address = f"http://127.0.0.1:{port}"
    with _served(app, settings), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        # Waiting for a function evaluates text, which the pages forbid.
        page = browser.new_page(bypass_csp=True)
        page.goto(f"{address}/login")
        page.fill("input[name=name]", "anna")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{address}/")
        found = {name: _first_paint(page, address + path) for name, path in PAGES}
        browser.close()
    return found


def _first_paint(page: Page, address: str) -> float:
    times = []
    for _ in range(3):
        page.goto(address, wait_until="load")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        script = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        times.append(float(page.evaluate(script)))
    return statistics.median(times)


@contextlib.contextmanager
def _served(app: APIFlask, settings: HubSettings) -> Iterator[None]:
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=serve, args=(app, settings, stop), kwargs={"ready": ready.set})
    thread.start()
    ready.wait(30)
    yield
    stop.set()
    thread.join(30)


def _table(costs: dict[float, dict[str, Cost]], url: str) -> str:
    kind = "PostgreSQL" if url else "SQLite"
    load = "/".join(f"{one:.0f}" for one in os.getloadavg())
    lines = [f"{describe()}; {kind}; 200 shops; load {load}. Median / 95th percentile by the clock"]
    lines += ["(median of processor time), ms.", ""]
    heads = ["page", *(f"{size:g} million presses" for size in costs)]
    lines += ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name, _ in PAGES:
        cells = [_cell(costs[size][name]) for size in costs]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(lines)


def _cell(cost: Cost) -> str:
    painted = "" if cost.painted_ms is None else f"; seen after {cost.painted_ms:.0f}"
    figures = f"data {_written(cost.figures)}; " if cost.figures else ""
    return f"{figures}page {_written(cost.page)}{painted}"


def _written(times: Times) -> str:
    return f"{times.median_ms:.0f} / {times.p95_ms:.0f} ({times.cpu_ms:.0f})"


def _put(path: Path, table: str) -> None:
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    path.write_text(f"{before}{_MARKS[0]}\n{table}\n{_MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
