"""An experiment as the form asks for it."""

from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import Connection

from hub.domain.text import text
from hub.figures.experiment_weeks import OUTCOMES
from hub.store.sites import Site, list_sites
from hub.web.rights import Right, visible_sites

_LONGEST_NAME = 80
_YEARS_AROUND = 5


class NotMadeError(ValueError):
    """The form cannot be used as it was filled in. The text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in; nothing of it is checked."""

    name: str = ""
    outcome: str = "satisfaction"
    first_day: str = ""
    last_day: str = ""
    treated: tuple[str, ...] = ()
    """Codes of shops."""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in and can be."""

    name: str
    outcome: str
    first_day: str
    last_day: str | None
    treated: frozenset[int]
    left_out: frozenset[int]


def asked() -> Asked:
    """The form of this request."""
    form = request.form
    return Asked(
        form.get("name", ""),
        form.get("outcome", ""),
        form.get("first_day", ""),
        form.get("last_day", ""),
        tuple(form.getlist("treated")),
        tuple(form.getlist("left_out")),
    )


def shops_to_choose(conn: Connection, right: Right | None = None) -> list[Site]:
    """The shops that may be in an experiment, by name."""
    visible = visible_sites(right)
    found = [site for site in list_sites(conn) if visible is None or site.id in visible]
    return sorted(found, key=lambda site: (site.name.casefold(), site.code))


def wanted(form: Asked, shops: list[Site], today: date) -> Wanted:
    """Check a form.

    Raises:
        NotMadeError: with what to change.
    """
    name = " ".join("".join(one if one.isprintable() else " " for one in form.name).split())
    if not name or len(name) > _LONGEST_NAME:
        raise NotMadeError(text("Give it a name of up to %(most)s letters.", most=_LONGEST_NAME))
    if form.outcome not in OUTCOMES:
        raise NotMadeError(text("Choose what it should change."))
    first = _day(form.first_day, today)
    last = _day(form.last_day, today) if form.last_day else None
    if last is not None and last < first:
        raise NotMadeError(text("Its last day lies before its first one."))
    numbers = {site.code: site.id for site in shops}
    treated = frozenset(numbers[code] for code in form.treated if code in numbers)
    left_out = frozenset(numbers[code] for code in form.left_out if code in numbers)
    if not treated or len(treated) < len(set(form.treated)):
        raise NotMadeError(text("Choose the shops with the change."))
    if treated & left_out:
        raise NotMadeError(text("A shop with the change cannot be left out."))
    last_day = last.isoformat() if last else None
    return Wanted(name, form.outcome, first.isoformat(), last_day, treated, left_out)


def _day(written: str, today: date) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotMadeError(text("Give its first day as a date, such as 2026-05-12.")) from None
    if abs(day.year - today.year) > _YEARS_AROUND:
        raise NotMadeError(text("%(day)s is too far from today.", day=day))
    return day
