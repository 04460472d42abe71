"""What was asked, and why people were unhappy, as tables."""

from collections.abc import Sequence

from hub.figures.reasons import QuestionFigure, ReasonFigure
from hub.web.tables import Column, Table
from hub.words import gettext as _


def reasons(found: Sequence[ReasonFigure]) -> Table:
    """A reason a row, the most frequent first."""
    return Table(
        _("Reasons given after an unhappy press"),
        [Column(_("Reason")), Column(_("Given"), "count"), Column(_("Of all reasons"), "share")],
        [(one.reason, one.given, one.share) for one in found],
    )


def questions(found: Sequence[QuestionFigure]) -> Table:
    """A question a row, the most answered first."""
    return Table(
        _("Satisfaction by the question that the kiosk asked"),
        [
            Column(_("Question")),
            Column(_("Kiosks"), "count"),
            Column(_("From"), "day"),
            Column(_("To"), "day"),
            Column(_("Presses"), "count"),
            Column(_("Happy share"), "share"),
            Column(_("Index"), "index"),
        ],
        [
            (
                one.question,
                one.kiosks,
                one.first_day,
                one.last_day,
                one.score.presses,
                one.score.happy_share,
                one.score.index,
            )
            for one in found
        ],
    )
