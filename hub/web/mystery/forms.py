"""Reading what people type: checklists and visits, with every fault said at once."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from flask import request

from hub.domain.calendar import local_time
from hub.domain.checklist import (
    MOST_LETTERS,
    MOST_POINTS,
    MOST_WEIGHT,
    Answer,
    ChecklistFault,
    Point,
    faults,
    score,
)
from hub.domain.whole_numbers import whole_number
from hub.serving import this_hub
from hub.settings import check_timezone
from hub.store.mystery import Checklist, NewVisit
from hub.store.sites import Site
from hub.words import gettext as _

ROWS: Final = 8
MOST_NAME: Final = 80
MOST_NOTE: Final = 2000
OLDEST_DAYS: Final = 366


class ChecklistForm(NamedTuple):
    """A checklist as it was typed, with empty lines to go on; `faults` empty: it may be stored."""

    name: str = ""
    rows: tuple[tuple[str, str], ...] = (("", ""),) * ROWS
    """Text and weight of each line, as typed."""
    points: tuple[Point, ...] = ()
    faults: tuple[str, ...] = ()


class VisitForm(NamedTuple):
    """A visit as it was typed. `visit` None: see `faults`."""

    key: str
    day: str
    answers: tuple[str, ...]
    note: str
    visit: NewVisit | None = None
    faults: tuple[str, ...] = ()


def read_checklist() -> ChecklistForm:
    """The checklist of this request's form."""
    name = request.form.get("name", "").strip()
    texts, weights = request.form.getlist("text"), request.form.getlist("weight")
    typed = [(text.strip(), weight.strip()) for text, weight in zip(texts, weights, strict=False)]
    rows = [row for row in typed if row[0]][: MOST_POINTS + 1]
    points = tuple(Point(text, _whole(weight)) for text, weight in rows)
    found = [_sentence(fault) for fault in faults(points)]
    if not 1 <= len(name) <= MOST_NAME:
        found.insert(0, _("A checklist has a name of 1 to %(most)s characters.", most=MOST_NAME))
    room = (("", ""),) * min(ROWS, MOST_POINTS - min(len(rows), MOST_POINTS))
    return ChecklistForm(name[:MOST_NAME], (*rows, *room), points, tuple(found))


def new_visit(site: Site, checklist: Checklist) -> VisitForm:
    """An empty form, of today in the shop."""
    return VisitForm(secrets.token_urlsafe(12), _today(site), ("",) * len(checklist.points), "")


def read_visit(site: Site, checklist: Checklist) -> VisitForm:
    """The visit of this request's form."""
    form = request.form
    typed = tuple(form.get(f"answer-{n}", "") for n in range(len(checklist.points)))
    key, day = form.get("key", "")[:64], form.get("day", "")[:10]
    note = form.get("note", "").strip()
    found = list(_visit_faults(site, typed, day, note))
    if not 1 <= len(key) <= 64:
        found.append(_("The form is not whole: open it anew."))
    given = VisitForm(key, day, typed, note[:MOST_NOTE], None, tuple(found))
    if found:
        return given
    answers = [Answer(one) for one in typed]
    result = score(checklist.points, answers)
    if result is None:
        return given._replace(faults=(_("Nothing was seen: answer at least one point."),))
    visit = NewVisit(key, checklist.id, site.id, day, answers, result, note)
    return given._replace(visit=visit)


def _visit_faults(site: Site, typed: Iterable[str], day: str, note: str) -> Iterable[str]:
    known = set(Answer)
    missing = sum(one not in known for one in typed)
    if missing:
        yield _("%(num)s points have no answer yet.", num=missing)
    if len(note) > MOST_NOTE:
        yield _("A note has at most %(most)s characters.", most=MOST_NOTE)
    try:
        when, today = date.fromisoformat(day), date.fromisoformat(_today(site))
    except ValueError:
        yield _("Say on which day the visit was.")
        return
    if when > today:
        yield _("The day of the visit has not come yet in this shop.")
    if (today - when).days > OLDEST_DAYS:
        yield _("The visit is more than a year ago: too long to be remembered point by point.")


def _today(site: Site) -> str:
    return local_time(check_timezone(site.timezone), this_hub().now_ms()).day


def _whole(text: str) -> int:
    """A weight as typed; 0, which is a fault, for what is no whole number. Empty: 1."""
    if not text:
        return 1
    return whole_number(text, MOST_WEIGHT) or 0


def _sentence(fault: ChecklistFault) -> str:
    return {
        ChecklistFault.NONE: _("A checklist needs a point."),
        ChecklistFault.TOO_MANY: _("A checklist has at most %(most)s points.", most=MOST_POINTS),
        ChecklistFault.NO_TEXT: _("A point needs a text."),
        ChecklistFault.LONG_TEXT: _("A point has at most %(most)s characters.", most=MOST_LETTERS),
        ChecklistFault.WEIGHT: _("A weight is a whole number, 1 to %(most)s.", most=MOST_WEIGHT),
        ChecklistFault.TWICE: _("A point is there twice."),
    }[fault]
