"""Bonus cards: what a shop's team earned in a month, part by part."""

import re
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as Answered

from hub.domain.bonus import Measure
from hub.domain.periods import Period
from hub.figures.bonus import ShopCard, shop_cards
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store import bonus as kept
from hub.store.engine import reading, writing
from hub.web.asked import selection, site_asked
from hub.web.bonus import forms, tables
from hub.web.changes import record
from hub.web.exports import table_file
from hub.web.page import page_frame
from hub.web.rights import Right, needs, who
from hub.words import gettext as _

_MONTH: Final = re.compile(r"20[2-9]\d-(0[1-9]|1[0-2])")


class _Shown(NamedTuple):
    """A month of one card."""

    chosen: Selection
    card: kept.BonusCard
    month: str
    shops: list[ShopCard]


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("bonus", __name__, template_folder="templates")
    views.get("/bonus")(page)
    views.post("/bonus")(store_card)
    views.get("/bonus/<int:number>")(card)
    views.get("/bonus/<int:number>/shops.csv")(card_csv)
    views.post("/bonus/<int:number>/entries")(store_entries)
    views.post("/bonus/<int:number>/retire")(retire)
    app.register_blueprint(views)


@needs(Right.ACT)
def page() -> str:
    """All cards, and a form for a new one."""
    return _cards_page(forms.CardForm())


@needs(Right.ACT, everywhere=True)
def store_card() -> str | Answered | tuple[str, int]:
    """Keep a new card, or show again what is wrong with it."""
    given = forms.read_card()
    if "more" in request.form:
        return _cards_page(given._replace(faults=()))
    if given.faults:
        return _cards_page(given), 422
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        number = kept.add_card(conn, given.name, given.parts, who=who(), at_ms=now_ms)
        details = {"name": given.name, "parts": [list(part) for part in given.parts]}
        record(conn, "bonus_card.added", f"bonus card {number}", **details)
    flash(_("The card %(name)s is ready.", name=given.name))
    return redirect(url_for("bonus.card", number=number))


@needs(Right.ACT)
def card(number: int) -> str:
    """What each shop earned in a month."""
    with reading(this_hub().engine) as conn:
        shown = _shown(conn, number)
        frame = page_frame(conn, shown.chosen)
    by_hand = [n for n, part in enumerate(shown.card.parts) if part.measure is Measure.ENTERED]
    return render_template(
        "bonus/card.html",
        **frame,
        card=shown.card,
        month=shown.month,
        months=_months(frame["now_ms"]),
        shops=shown.shops,
        by_hand=by_hand,
        table=tables.shops(shown.card, shown.shops),
        as_estimate=tables.as_estimate,
        measures=dict(forms.measures()),
    )


@needs(Right.ACT)
def card_csv(number: int) -> Response:
    """The page's table."""
    with reading(this_hub().engine) as conn:
        shown = _shown(conn, number)
    return table_file(tables.shops(shown.card, shown.shops), "bonus", shown.chosen)


@needs(Right.ACT)
def store_entries(number: int) -> Answered:
    """Keep what a manager found for a shop's month."""
    month = _month(request.form.get("month", ""))
    with writing(this_hub().engine) as conn:
        found = kept.find_card(conn, number)
        site = site_asked(conn, request.form.get("site", ""))
        given = forms.read_entries(found)
        if given.faults:
            raise BadRequest(given.faults[0])
        at_ms = this_hub().now_ms()
        kept.enter(conn, number, site.id, month, given.percents, who=who(), at_ms=at_ms)
        names = {found.parts[place].name: value for place, value in given.percents.items()}
        details = {"shop": site.code, "month": month, "percents": names}
        record(conn, "bonus_card.entered", f"bonus card {number}", **details)
    flash(_("The entries of %(shop)s are kept.", shop=site.name))
    return redirect(url_for("bonus.card", number=number, month=month))


@needs(Right.ACT, everywhere=True)
def retire(number: int) -> Answered:
    """Offer the card no more."""
    with writing(this_hub().engine) as conn:
        found = kept.find_card(conn, number)
        kept.retire_card(conn, number, this_hub().now_ms())
        record(conn, "bonus_card.retired", f"bonus card {number}", name=found.name)
    flash(_("The card %(name)s is no longer used; its months stay.", name=found.name))
    return redirect(url_for("bonus.page"))


def _shown(conn: Connection, number: int) -> _Shown:
    found = kept.find_card(conn, number)
    asked = selection(conn, default_period="28d")
    month = _month(request.args.get("month") or _months(asked.now_ms)[0])
    chosen = asked.over(Period("month", at=date.fromisoformat(f"{month}-01")))
    return _Shown(chosen, found, month, shop_cards(conn, chosen, found, month))


def _cards_page(given: forms.CardForm) -> str:
    with reading(this_hub().engine) as conn:
        frame = page_frame(conn, selection(conn, default_period="28d"))
        known = kept.list_cards(conn)
    return render_template(
        "bonus/page.html",
        **frame,
        cards=known,
        given=given,
        measures=forms.measures(),
        words=dict(forms.measures()),
    )


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise BadRequest(_("A month is written like 2026-03."))
    return text


def _months(now_ms: int) -> list[str]:
    """The last thirteen months, in UTC, the newest first."""
    today = datetime.fromtimestamp(now_ms / 1000, UTC)
    counted = today.year * 12 + today.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(counted, counted - 13, -1)]
