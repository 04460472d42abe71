"""What a file is about: so that it can still be told a year later what its numbers mean."""

from datetime import UTC, datetime
from typing import Final

from hub.figures.selection import Selection
from hub.words import gettext as _

About = list[tuple[str, str]]
"""Lines of a name and what is to be said."""

_MOST_SHOPS_NAMED: Final = 20


def about(caption: str, chosen: Selection | None, now_ms: int) -> About:
    """The selection, units and intervals of a table.

    Args:
        caption: the table's.
        chosen: the shops and days that were asked for. None: the table has no such choice.
        now_ms: when the file is made.
    """
    made = datetime.fromtimestamp(now_ms / 1000, UTC)
    return [
        (_("Table"), caption),
        *(_selection(chosen) if chosen else []),
        (_("Made"), f"{made:%Y-%m-%d %H:%M} UTC"),
        (_("Units"), _("Shares are from 0 to 1, the index from 0 to 100; (s) is seconds.")),
        (
            _("Intervals"),
            _(
                "(low) and (high) are the ends of the 95%% interval: the true value lies between "
                "them in 95 of 100 cases."
            ),
        ),
        (_("Empty cells"), _("Nothing was measured, or too little to say anything.")),
    ]


def _selection(chosen: Selection) -> About:
    play = _("counted with the others") if chosen.with_play else _("left out")
    lines = [
        (_("Shops"), _shops(chosen)),
        (_("Days"), _("%(first)s to %(last)s", first=chosen.first_day, last=chosen.last_day)),
        (_("Time zone of the days"), ", ".join(one.timezone for one in chosen.slices)),
        (_("Presses that look like play"), play),
    ]
    return lines if chosen.kiosk is None else [*lines, (_("Kiosk"), chosen.kiosk.name)]


def _shops(chosen: Selection) -> str:
    names = [site.name for site in chosen.sites.values()]
    shown = ", ".join(names[:_MOST_SHOPS_NAMED])
    more = len(names) - _MOST_SHOPS_NAMED
    return _("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown
