"""What may be asked in an API address. Unknown parameters are refused, not ignored."""

from typing import Any

from apiflask import Schema, fields
from apiflask.validators import Length, OneOf, Range
from sqlalchemy import Connection

from hub.api.cursors import MOST_ROWS, USUAL_ROWS
from hub.caller import shops_with
from hub.domain.periods import LAST_DAYS, MAX_DAYS, RANGE, Period, parse_period
from hub.domain.rights import Right
from hub.figures.experiment_weeks import OUTCOMES
from hub.figures.selection import Selection, choose
from hub.serving import Hub


class Question(Schema):
    """What all questions share."""

    class Meta:
        """How the schema reads."""

        unknown = "raise"


class ListQuestion(Question):
    """About a piece of a list."""

    limit = fields.Integer(
        load_default=USUAL_ROWS,
        validate=Range(1, MOST_ROWS),
        metadata={"description": "How many rows to send at most."},
    )
    cursor = fields.String(
        load_default="",
        metadata={
            "description": "Where to go on: take the whole address from the `Link` header of the "
            'last answer, `rel="next"`. Without that header there is no more.'
        },
    )


class SiteQuestion(Question):
    """About one shop or all."""

    site = fields.String(
        load_default="",
        validate=Length(max=64),
        metadata={"description": "A shop's code; left out: all shops."},
    )


class DevicesQuestion(SiteQuestion, ListQuestion):
    """About a piece of the list of devices."""


class AlertsQuestion(SiteQuestion, ListQuestion):
    """About a piece of the list of alerts."""

    state = fields.String(
        load_default="all",
        validate=OneOf(("all", "open", "over")),
        metadata={"description": "Which alerts."},
    )


class DaysQuestion(SiteQuestion):
    """About some days."""

    period = fields.String(
        load_default=None,
        validate=OneOf((*LAST_DAYS, RANGE)),
        metadata={"description": "Days that end today, or `range`. Without it: 7d."},
    )
    first = fields.String(
        data_key="from",
        load_default="",
        metadata={"description": "First day of a range, such as 2026-03-01, in the shop's zone."},
    )
    last = fields.String(
        data_key="to",
        load_default="",
        metadata={"description": f"Last day, inclusive; at most {MAX_DAYS} days in all."},
    )


class HoursQuestion(DaysQuestion, ListQuestion):
    """About a piece of the list of hours."""


class PressQuestion(DaysQuestion):
    """About presses of some days."""

    kiosk = fields.String(
        load_default="",
        validate=Length(max=64),
        metadata={"description": "One kiosk of the shop."},
    )
    play = fields.String(
        load_default="with",
        validate=OneOf(("with", "without")),
        metadata={"description": "Whether presses that look like play count."},
    )


class ExpressionQuestion(DaysQuestion):
    """About expression shares of some days."""

    zone = fields.String(
        load_default="",
        validate=Length(max=64),
        metadata={"description": "One zone, by name; left out: all, and visitors in none."},
    )
    changed = fields.String(
        load_default="",
        metadata={"description": "The day of a change, such as 2026-05-12: before and after it."},
    )


class ExperimentQuestion(Question):
    """About what an experiment did."""

    outcome = fields.String(
        load_default="",
        validate=OneOf(("", *OUTCOMES)),
        metadata={"description": "What to look at; left out: what it should change."},
    )


class CompareQuestion(DaysQuestion):
    """About presses of all shops over some days."""

    class Meta:
        """How the schema reads: a single shop cannot be compared."""

        unknown = "raise"
        exclude = ("site",)

    play = fields.String(
        load_default="with",
        validate=OneOf(("with", "without")),
        metadata={"description": "Whether presses that look like play count."},
    )


def selection(conn: Connection, asked: dict[str, Any], hub: Hub) -> Selection:
    """Look up what was asked for.

    Raises:
        ValueError: a period that cannot be shown.
        UnknownNameError: a shop or kiosk that is not here.
    """
    return choose(
        conn,
        period=_period(asked),
        now_ms=hub.now_ms(),
        site_code=asked.get("site", ""),
        kiosk_name=asked.get("kiosk", ""),
        with_play=asked.get("play", "with") == "with",
        audit_due_days=hub.settings.devices.audit_due_days,
        visible=shops_with(Right.SEE),
    )


def _period(asked: dict[str, Any]) -> Period:
    if "period" not in asked:
        return Period("today")  # a question that has no days is about now
    name = asked["period"] or (RANGE if asked["first"] or asked["last"] else "7d")
    return parse_period(name, asked["first"], asked["last"])
