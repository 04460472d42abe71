"""The audit's part of the page: two large buttons, a clock, and at the end the result."""

from dataclasses import asdict
from typing import Any, get_args

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from edge_vision.audit import MINUTES, MOST_MINUTES
from edge_vision.domain.line_counter import Direction
from edge_vision.errors import AuditError
from edge_vision.setup_page.workshop import Workshop

_SPARE_MINUTES = 5
"""After an audit the page stays open for its result to be read."""
_LARGEST_GROUP = 20
_LONGEST_NUMBER = 64
"""Thousands of them are remembered: long ones would fill the memory."""


def audit_views(workshop: Workshop) -> Blueprint:
    """The views under /audit."""
    views = Blueprint("audit", __name__, url_prefix="/audit")
    desk = workshop.desk

    @views.get("")
    def page() -> ResponseReturnValue:
        lines = [line.name for line in workshop.settings.lines]
        return render_template(
            "audit.html", lines=lines, minutes=MINUTES, most_minutes=MOST_MINUTES
        )

    @views.get("/state")
    def state() -> ResponseReturnValue:
        desk.tick()
        return _answer(workshop)

    @views.post("/start")
    def start() -> ResponseReturnValue:
        line, minutes = _field("line", str), _field("minutes", int)
        if line not in [known.name for known in workshop.settings.lines]:
            raise AuditError(f"There is no line {line!r}: draw and save it first.")
        desk.start(line, minutes)
        workshop.closing.prolong(at_least_ms=(minutes + _SPARE_MINUTES) * 60_000)
        return _answer(workshop)

    @views.post("/tap")
    def tap() -> ResponseReturnValue:
        direction, people = _field("direction", str), _field("people", int)
        if direction not in get_args(Direction) or not 1 <= people <= _LARGEST_GROUP:
            raise AuditError(f"A tap is `in` or `out`, for 1 to {_LARGEST_GROUP} people.")
        desk.tap(direction, number=_number(), people=people, age_ms=_field("age_ms", int))
        return _answer(workshop)

    @views.post("/undo")
    def undo() -> ResponseReturnValue:
        if not desk.undo():
            raise AuditError("There is no tap left that can be taken back.")
        return _answer(workshop)

    @views.post("/end")
    def end() -> ResponseReturnValue:
        desk.end()
        return _answer(workshop)

    return views


def _answer(workshop: Workshop) -> ResponseReturnValue:
    state = workshop.desk.state()
    shown: dict[str, Any] | None = None if state is None else asdict(state)
    if state is not None and shown is not None and state.tallies is not None:
        shown["tallies"] = {way: tally._asdict() for way, tally in state.tallies.items()}
    return jsonify(audit=shown, seconds_left=workshop.closing.seconds_left)


def _number() -> str:
    """The phone's own for a tap.

    Raises:
        AuditError: it is missing or too long.
    """
    number: str = _field("number", str)
    if len(number) > _LONGEST_NUMBER:
        raise AuditError("A tap's number is too long: load the page anew.")
    return number


def _field(name: str, kind: type) -> Any:
    """A field of the JSON that was sent.

    Raises:
        AuditError: it is missing or of another type.
    """
    body = request.get_json(silent=True)
    value = body.get(name) if isinstance(body, dict) else None
    if type(value) is not kind:  # a bool is an int as well
        raise AuditError(f"`{name}` is missing or no {kind.__name__}.")
    return value
