"""What a page costs the hub, by how much is stored: `python -m benchmarks.pages`.

Makes a store of 200 shops for each size (`benchmarks.pages_store`; kept in var/bench-pages, and
used again), makes the figures of each page some times and asks the page itself as often, through
the application in this process, and opens it in Chromium for the time until something can be seen.
Prints one line a page and store; `--into docs/performance.md` puts the table there, store by store.
`--url` measures PostgreSQL databases as well: empty ones, or ones that it has filled before; the
address holds `{millions}` where there are several, and `--url-millions` says which.
"""

import argparse
import contextlib
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from apiflask import APIFlask
from flask.testing import FlaskClient
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine, func, select

from benchmarks import pages_store, pages_table
from benchmarks.pages_asked import PAGES, figures_of
from benchmarks.pages_live import Arrivals
from benchmarks.pages_table import Cost
from hub import collector
from hub.serving import hub_of
from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import open_store
from hub.store.people import add_user, list_users
from hub.store.schema import sites
from hub.web import create_app, serve
from tests.hub.web.actors import PASSWORD, Actor
from tests.support.ports import free_port
from wire.clock import FakeClock

FOLDER: Final = Path("var/bench-pages")
_BYTES_A_PRESS: Final = 150


def main() -> int:
    """Measure all stores."""
    parser = argparse.ArgumentParser(description="Measure what pages cost by how much is stored.")
    parser.add_argument("--millions", default="1,10,50", help="presses, in millions (1,10,50)")
    parser.add_argument(
        "--rounds",
        type=int,
        default=60,
        help="times each page is asked for; of 20, the 95th percentile is the slowest but one",
    )
    parser.add_argument("--url", default="", help="PostgreSQL databases, as ...otklik{millions}")
    parser.add_argument("--url-millions", default="1,10", help="sizes of these (1,10)")
    parser.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    parser.add_argument("--into", default="", help="the document that holds the table")
    options = parser.parse_args()
    stores = [(f"SQLite, {size:g} million", size, "") for size in _sizes(options.millions)]
    if options.url:
        stores += [
            (f"PostgreSQL, {size:g} million", size, options.url.replace("{millions}", f"{size:g}"))
            for size in _sizes(options.url_millions)
        ]
    collector.spare()  # as `otklik-hub` does
    costs = {}
    for name, size, url in stores:
        found = measure(size, url, options.rounds, browser=not options.no_browser)
        if found is None:
            return 1
        costs[name] = found
        if options.into:
            pages_table.put(Path(options.into), pages_table.table(costs))
    print(pages_table.table(costs))
    return 0


def _sizes(written: str) -> list[float]:
    return [float(one) for one in written.split(",") if one]


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
            with collector.settled():
                asked = _ask(store, engine, app.test_client(), rounds)
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
    pages_store.finish(engine)  # an earlier measurement may have left stale days behind
    engine.dispose()


def _ask(store: StoreSettings, engine: Engine, client: FlaskClient, rounds: int) -> dict[str, Cost]:
    anna, arrivals = Actor(client).sign_in(), Arrivals(engine)
    found = {}
    for name, address in PAGES:
        own = make_engine(store)  # with nothing kept, as after a start
        make = figures_of(own, address)
        figures = pages_table.times(make, arrivals.one, rounds) if make else None
        own.dispose()
        page = pages_table.times(partial(_get, anna, address), arrivals.one, rounds)
        found[name] = Cost(figures, page, None)
        print(f"{name:34} {pages_table.cell(found[name])}", file=sys.stderr, flush=True)
    return found


def _get(anna: Actor, address: str) -> None:
    anna.text(address)  # fails unless the page answers


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


if __name__ == "__main__":
    sys.exit(main())
