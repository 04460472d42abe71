"""Webhooks."""

import secrets
from typing import Final

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.domain.occurrence import CHOICES, Kind
from hub.errors import DuplicateNameError
from hub.machines.events import tell_test
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.webhooks import (
    Webhook,
    WebhookError,
    add_webhook,
    deliveries,
    find_webhook,
    list_webhooks,
    remove_webhook,
)
from hub.web.asked import selection, site_asked
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs
from hub.words import N_, say
from hub.words import gettext as _

_DELIVERIES_SHOWN: Final = 50
TITLES: Final = {
    Kind.ALERT_OPENED: N_("An alert was opened"),
    Kind.ALERT_RESOLVED: N_("An alert was resolved"),
    Kind.DEVICE_OFFLINE: N_("Devices fell silent"),
    Kind.DAY_CLOSED: N_("A shop's day is over, with its figures"),
}


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("webhooks", __name__, template_folder="templates")
    everywhere = needs(Right.ADMIN, everywhere=True)
    views.get("/webhooks")(everywhere(page))
    views.post("/webhooks")(everywhere(add))
    views.post("/webhooks/<int:number>/test")(everywhere(test))
    views.post("/webhooks/<int:number>/remove")(everywhere(remove))
    app.register_blueprint(views)


def page() -> str:
    """All subscriptions, each with what was sent to it."""
    with reading(this_hub().engine) as conn:
        return _page(conn)


def add() -> str | tuple[str, int]:
    """Subscribe. The page that follows shows the secret, this once."""
    form, hub = request.form, this_hub()
    try:
        with writing(hub.engine) as conn:
            code = form.get("site", "")
            made = add_webhook(
                conn,
                form.get("name", ""),
                form.get("url", "").strip(),
                frozenset(form.getlist("kind")),
                site_asked(conn, code).id if code else None,
                secret=secrets.token_urlsafe(32),
                now_ms=hub.now_ms(),
            )
            about, kinds = f"webhook {made.name}", sorted(made.kinds)
            record(conn, "webhook.added", about, url=made.url, kinds=kinds)
    except (WebhookError, DuplicateNameError) as error:
        raise BadRequest(say(error)) from error
    with reading(hub.engine) as conn:
        return _page(conn, made)


def test(number: int) -> Response:
    """Send a test; what comes of it stands in the list of deliveries."""
    with writing(this_hub().engine) as conn:
        hook = find_webhook(conn, number)
        tell_test(conn, hook, this_hub().now_ms())
        record(conn, "webhook.tested", f"webhook {hook.name}")
    flash(_("A test is on its way to %(name)s.", name=hook.name))
    return redirect(url_for("webhooks.page"))


def remove(number: int) -> Response:
    """End a subscription."""
    with writing(this_hub().engine) as conn:
        hook = find_webhook(conn, number)
        remove_webhook(conn, number)
        record(conn, "webhook.removed", f"webhook {hook.name}", url=hook.url)
    flash(_("%(name)s is told nothing any more.", name=hook.name))
    return redirect(url_for("webhooks.page"))


def _page(conn: Connection, made: Webhook | None = None) -> str:
    hooks, chosen = list_webhooks(conn), selection(conn, default_period="today")
    return render_template(
        "webhooks/page.html",
        **frame_without_days(chosen),
        hooks=hooks,
        sent={hook.id: deliveries(conn, hook, most=_DELIVERIES_SHOWN) for hook in hooks},
        names={site.id: site.name for site in chosen.all_sites},
        kinds=[(kind, TITLES[kind]) for kind in CHOICES],
        titles=TITLES,
        made=made,
    )
