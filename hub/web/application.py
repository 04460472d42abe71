"""Putting the application together. Nothing happens at import."""

import logging
from functools import partial
from typing import Final

from apiflask import APIFlask
from sqlalchemy import Engine

from hub import words
from hub.api import document
from hub.api import views as api
from hub.errors import StoreUnavailableError
from hub.live import Broadcaster
from hub.serving import Hub, attach
from hub.settings import HubSettings
from hub.store import second_factors
from hub.store.engine import writing
from hub.store.sealing import Seal
from hub.web import cells, errors, exports, language, page, security, sessions, show
from hub.web.account import views as account
from hub.web.acting import notes, posters, tasks
from hub.web.alerts import views as alerts
from hub.web.audit_log import views as audit_log
from hub.web.bonus import views as bonus
from hub.web.compare import views as compare
from hub.web.devices import views as devices
from hub.web.experiments import views as experiments
from hub.web.expression import views as expression
from hub.web.footfall import views as footfall
from hub.web.forecast import views as forecast
from hub.web.groups import views as groups
from hub.web.health import views as health
from hub.web.live import views as live
from hub.web.login import views as login
from hub.web.mystery import views as mystery
from hub.web.overview import views as overview
from hub.web.people import views as people
from hub.web.reports import views as reports
from hub.web.sales import views as sales
from hub.web.satisfaction import views as satisfaction
from hub.web.updates import views as updates_page
from hub.web.wall import views as wall
from hub.web.webhooks import views as webhooks
from wire.clock import Clock, SystemClock
from wire.errors import SettingsError
from wire.settings import read_secret

MIN_SECRET_LENGTH: Final = 32

_log = logging.getLogger(__name__)


def create_app(settings: HubSettings, engine: Engine, *, clock: Clock | None = None) -> APIFlask:
    """The pages and the API over one store.

    Args:
        settings: `web` is read here.
        engine: a migrated store.
        clock: the machine's when None.

    Raises:
        SettingsError: no `web.secret_key_file`, or a secret that is too short.
        SecretError: the secret cannot be read.
    """
    app = document.make_app("hub.web")
    app.secret_key = secret = _secret(settings)
    words.load()
    clock = clock or SystemClock()
    streams = settings.web.max_live_streams
    updates = Broadcaster(engine, partial(live.compute, app), clock, max_streams=streams)
    seal = Seal(secret, "second factors")
    _seal_older(engine, seal)
    attach(app, Hub(settings, engine, clock, updates, seal))
    language.add_to(app)
    limiter = security.protect(app, settings.web)
    sessions.require_sign_in(app)
    errors.add_to(app)
    show.add_to(app.jinja_env)
    cells.add_to(app.jinja_env)
    page.add_to(app)
    health.add_to(app)
    login.add_to(app, limiter)
    account.add_to(app, limiter)
    for views in (
        overview,
        satisfaction,
        footfall,
        forecast,
        sales,
        experiments,
        expression,
        compare,
        groups,
        devices,
        updates_page,
        live,
        wall,
        people,
        audit_log,
        webhooks,
        alerts,
        notes,
        tasks,
        posters,
        mystery,
        reports,
        bonus,
    ):
        views.add_to(app)
    exports.add_to(app)
    api.add_to(app, security.without_csrf(app))
    return app


def _seal_older(engine: Engine, seal: Seal) -> None:
    """Seal what an older version stored as it is.

    Where the store is away the pages start all the same, and say so: the next start seals.
    """
    try:
        with writing(engine) as conn:
            found = second_factors.seal_all(conn, seal)
    except StoreUnavailableError as error:
        _log.warning("Second factors were not looked at: %s", error)
        return
    if found.lost:
        _log.error(
            "The second factors of %s people do not open: the secret in web.secret_key_file is "
            "another than it was. Put the old one back, or let each sign in with a recovery code "
            "and set it up anew; `otklik-hub user reset-second-factor` helps who has none.",
            found.lost,
        )


def _secret(settings: HubSettings) -> str:
    name = settings.web.secret_key_file
    if not name:
        cure = "make one with `openssl rand -hex 32 > secret_key && chmod 600 secret_key`"
        raise SettingsError("web", [f"`web.secret_key_file` is missing: {cure} and name it there"])
    secret = read_secret(name).reveal()
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(
            "web", [f"the secret in {name} has fewer than {MIN_SECRET_LENGTH} characters"]
        )
    return secret
