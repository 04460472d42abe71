"""Reading what people type: a card's parts, and the percents of a month."""

from typing import Final, NamedTuple

from flask import request

from hub.domain.bonus import (
    MOST_LETTERS,
    MOST_PARTS,
    CardFault,
    Measure,
    Part,
    faults,
    weight_sum,
)
from hub.domain.whole_numbers import whole_number
from hub.store.bonus import BonusCard
from hub.words import gettext as _

ROWS: Final = 6
MOST_NAME: Final = 80
_WHOLE: Final = 100
"""Percent: no part weighs more."""
_FIELDS: Final = ("part", "measure", "weight", "none_at", "full_at")


class Row(NamedTuple):
    """A part as it was typed."""

    part: str = ""
    measure: str = Measure.BASE
    weight: str = ""
    none_at: str = ""
    full_at: str = ""


class CardForm(NamedTuple):
    """A card as it was typed, with empty lines to go on; `faults` empty: it may be stored."""

    name: str = ""
    rows: tuple[Row, ...] = (Row(),) * ROWS
    parts: tuple[Part, ...] = ()
    faults: tuple[str, ...] = ()


class Entries(NamedTuple):
    """A month's percents as typed, by the part's place; `percents` only what was given."""

    typed: dict[int, str]
    percents: dict[int, float]
    faults: tuple[str, ...] = ()


def read_card() -> CardForm:
    """The card of this request's form."""
    name = request.form.get("name", "").strip()
    columns = (request.form.getlist(field) for field in _FIELDS)
    typed = [Row(*(cell.strip()[:200] for cell in cells)) for cells in zip(*columns, strict=False)]
    rows = [row for row in typed if row.part or row.weight][: MOST_PARTS + 1]
    parts = tuple(_part(row) for row in rows)
    found = [_sentence(fault, parts) for fault in faults(parts)]
    if not 1 <= len(name) <= MOST_NAME:
        found.insert(0, _("A card has a name of 1 to %(most)s characters.", most=MOST_NAME))
    room = (Row(),) * min(ROWS, MOST_PARTS - min(len(rows), MOST_PARTS))
    return CardForm(name[:MOST_NAME], (*rows, *room), parts, tuple(found))


def read_entries(card: BonusCard) -> Entries:
    """The percents that a manager typed for the parts of a card which are entered by hand."""
    typed, percents, wrong = {}, {}, False
    for place, part in enumerate(card.parts):
        if part.measure is not Measure.ENTERED:
            continue
        typed[place] = request.form.get(f"percent-{place}", "").strip()[:20]
        if typed[place]:
            percents[place] = _number(typed[place])
            wrong = wrong or not 0 <= percents[place] <= 100
    found = (_("What is entered is a percentage, 0 to 100; nothing: not known."),) if wrong else ()
    return Entries(typed, percents, found)


def measures() -> list[tuple[Measure, str]]:
    """What a part may be measured by, in words."""
    return [
        (Measure.BASE, _("Base, always earned")),
        (Measure.ENTERED, _("Entered each month, in %%")),
        (Measure.INDEX, _("Satisfaction index, 0 to 100")),
        (Measure.HAPPY, _("Happy presses, in %%")),
        (Measure.MYSTERY, _("Audits' mean score, in %%")),
        (Measure.RESPONSE, _("Response rate, in %%")),
    ]


def _part(row: Row) -> Part:
    try:
        measure = Measure(row.measure)
    except ValueError:
        measure = Measure.BASE  # no browser of ours sends this
    # 0, for what is no whole number, is a fault.
    weight = whole_number(row.weight, _WHOLE) or 0
    if measure is Measure.BASE:
        return Part(row.part, measure, weight, 0.0, 0.0)
    none_at = _number(row.none_at) if row.none_at else 0.0
    full_at = _number(row.full_at) if row.full_at else 100.0
    return Part(row.part, measure, weight, none_at, full_at)


def _number(text: str) -> float:
    """With a point or a comma; -1, which is a fault, for what is no number."""
    plain = text.replace(",", ".", 1)
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        return -1.0
    return float(plain)


def _sentence(fault: CardFault, parts: tuple[Part, ...]) -> str:
    total = weight_sum(parts)
    return {
        CardFault.NONE: _("A card needs a part."),
        CardFault.TOO_MANY: _("A card has at most %(most)s parts.", most=MOST_PARTS),
        CardFault.NAME: _("A part has a name of 1 to %(most)s characters.", most=MOST_LETTERS),
        CardFault.TWICE: _("A part's name is there twice."),
        CardFault.WEIGHT: _("A weight is a whole number of percent, 1 to 100."),
        CardFault.SUM: _("The weights sum to %(total)s%%; they must sum to 100%%.", total=total),
        CardFault.TARGET: _(
            "“Nothing at” and “all at” lie between 0 and 100, and the second is higher."
        ),
    }[fault]
