"""The event stream, and what is in it: parts of a page as HTML, and data of its charts.

The server draws the same templates as for the page itself, so live numbers cannot look different.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, urlencode

import msgspec
from flask import Blueprint, Flask, Response, abort, request
from sqlalchemy import Connection

from hub.caller import Caller, required
from hub.domain.periods import Period
from hub.domain.rights import Shops
from hub.errors import UnknownNameError
from hub.figures.device_filter import filter_of, filtered
from hub.figures.device_words import device_words
from hub.figures.devices import device_figures
from hub.figures.selection import Selection, choose
from hub.figures.today import Today, today
from hub.figures.visits import visit_figure
from hub.live import TooManyStreamsError, Watch
from hub.serving import Hub, hub_of, this_hub
from hub.store.engine import reading
from hub.web.charts import Data
from hub.web.overview.tables import hours_chart
from hub.web.rights import visible_sites
from hub.web.show import share
from hub.words import gettext as _
from hub.words import language, using

STREAM_MS: Final = 15 * 60_000
"""After this long a stream ends, and the browser comes again: its session is looked at anew."""
LOOK_AGAIN_MS: Final = 10_000
"""How long a stream may go on after a role, session or link was taken away."""
_RETRY: Final = b"retry: 2000\n\n"
_SIGN_OF_LIFE: Final = b": still here\n\n"
_TODAY: Final = Period("today")
_ALL: Final = "all"
_OWN: Final = ("device", "state", "room", "software")
"""What single pages are asked for beside shops."""
Asked = Mapping[str, str]


def add_to(app: Flask) -> None:
    """Add the view."""
    views = Blueprint("live", __name__)
    views.get("/live")(stream)
    app.register_blueprint(views)


def stream() -> Response:
    """The event stream of one page: `?page=overview&site=...&play=...`."""
    page = request.args.get("page", "")
    if page not in _PAGES:
        abort(404, _("There is no such live page."))
    asked = {"page": page, "site": request.args.get("site", "")}
    asked["play"] = request.args.get("play", "")
    asked |= {name: request.args.get(name, "")[:64] for name in _OWN}
    asked["language"] = language()
    asked["shops"] = _written(visible_sites())
    with reading(this_hub().engine) as conn:
        _selection(conn, asked, this_hub())  # an unknown shop is refused here
    try:
        watch = this_hub().live.watch(urlencode(asked))
    except TooManyStreamsError as error:
        abort(503, str(error))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _Events(watch, this_hub(), required())
    return Response(events, mimetype="text/event-stream", headers=headers)


class _Events(Iterator[bytes]):
    """A watch in the text format of event streams."""

    def __init__(self, watch: Watch, hub: Hub, caller: Caller) -> None:
        self._watch = watch
        self._hub = hub
        self._caller = caller
        self._clock = hub.clock
        self._looked_ms = hub.clock.boot_ms()
        self._ends_ms = self._looked_ms + STREAM_MS
        self._begun = False

    def __next__(self) -> bytes:
        if not self._begun:
            self._begun = True
            return _RETRY
        if self._clock.boot_ms() >= self._ends_ms:
            self.close()
            raise StopIteration
        newest = next(self._watch)
        if not self._as_before():
            self.close()
            raise StopIteration
        return b"data: %s\n\n" % newest if newest else _SIGN_OF_LIFE

    def _as_before(self) -> bool:
        """Whether the caller may still see this; looked up now and then only."""
        if self._clock.boot_ms() - self._looked_ms < LOOK_AGAIN_MS:
            return True
        self._looked_ms = self._clock.boot_ms()
        with reading(self._hub.engine) as conn:
            return self._caller.as_before(conn)

    def close(self) -> None:
        """Called by the web server when the browser has gone."""
        self._watch.close()


def compute(app: Flask, view: str) -> bytes:
    """The newest parts of one page, as one line of JSON. Called by the broadcaster."""
    hub = hub_of(app)
    asked = {name: values[0] for name, values in parse_qs(view).items()}
    with reading(hub.engine) as conn:
        try:
            chosen = _selection(conn, asked, hub)
        except UnknownNameError:
            return b"{}"  # the shop was removed while somebody looked
        with using(asked["language"]):
            parts = _PAGES[asked["page"]](app, conn, chosen, asked)
    return msgspec.json.encode(parts)


def _selection(conn: Connection, asked: dict[str, str], hub: Hub) -> Selection:
    return choose(
        conn,
        period=_TODAY,
        now_ms=hub.now_ms(),
        site_code=asked.get("site", ""),
        with_play=asked.get("play") != "without",
        visible=_read(asked.get("shops", "")),
        audit_due_days=hub.settings.devices.audit_due_days,
    )


def _written(visible: Shops) -> str:
    """Part of a view's name: who may see the same shops watches the same view."""
    return _ALL if visible is None else " ".join(map(str, sorted(visible)))


def _read(shops: str) -> Shops:
    return None if shops == _ALL else frozenset(map(int, shops.split()))


def _overview(app: Flask, conn: Connection, chosen: Selection, _asked: Asked) -> Data:
    figures = today(conn, chosen)
    names = ("figures", "events", "attention")
    return {
        "parts": {
            name: app.jinja_env.get_template(f"overview/{name}.html").render(
                today=figures, chosen=chosen, now_ms=chosen.now_ms
            )
            for name in names
        },
        "charts": {"hours": hours_chart(figures)},
        "numbers": {
            "presses": figures.score.presses,
            "entered": figures.entered,
            "left": figures.left,
        },
        "summary": _summary(figures),
    }


def _summary(figures: Today) -> str:
    """What a screen reader is told now and then."""
    return _(
        "%(presses)s presses today, %(happy)s happy. %(entered)s visitors in.",
        presses=figures.score.presses,
        happy=share(figures.score.happy_share),
        entered=figures.entered,
    )


def _devices(app: Flask, conn: Connection, chosen: Selection, asked: Asked) -> Data:
    figures = device_figures(conn, chosen, device_words(conn, chosen))
    template = app.jinja_env.get_template("devices/list.html")
    shown = filtered(figures, filter_of(asked))
    html = template.render(devices=shown, chosen=chosen, now_ms=chosen.now_ms)
    return {"parts": {"devices": html}}


def _visit(app: Flask, conn: Connection, chosen: Selection, asked: Asked) -> Data:
    figure = visit_figure(conn, chosen, asked.get("device", ""))
    if figure is None:
        return {}
    shown = {"figure": figure, "now_ms": chosen.now_ms}
    names = ("seen", "orders") if figure.visit else ("orders",)
    return {
        "parts": {
            name: app.jinja_env.get_template(f"devices/{name}.html").render(shown) for name in names
        }
    }


_PAGES: Final[dict[str, Callable[[Flask, Connection, Selection, Asked], Data]]] = {
    "overview": _overview,
    "devices": _devices,
    "visit": _visit,
}
