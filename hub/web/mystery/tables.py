"""The page's figures as tables."""

from hub.domain.checklist import Mean
from hub.domain.score import Estimate
from hub.figures.mystery import Mystery
from hub.web.tables import Column, Table
from hub.words import gettext as _


def as_estimate(mean: Mean) -> Estimate:
    """A mean of visits as pages write shares."""
    return Estimate(mean.value, mean.low, mean.high, mean.visits, mean.too_few)


def shops(figures: Mystery) -> Table:
    """A shop a row: visits beside buttons."""
    columns = [
        Column(_("Shop")),
        Column(_("Visits"), "count"),
        Column(_("Mean score"), "share"),
        Column(_("Satisfaction index"), "index"),
    ]
    nobody = Estimate(None, 0.0, 100.0, 0, True)
    rows = [
        (one.site_name, one.mean.visits, as_estimate(one.mean), one.index or nobody)
        for one in figures.shops
    ]
    return Table(_("Mystery visits and buttons by shop"), columns, rows)


def points(figures: Mystery) -> Table:
    """A point of a checklist a row, the weakest first."""
    columns = [
        Column(_("Point")),
        Column(_("Checklist")),
        Column(_("Weight"), "count"),
        Column(_("Seen"), "count"),
        Column(_("Found right"), "share"),
    ]
    rows = [
        (one.text, one.checklist, one.weight, one.mean.visits, as_estimate(one.mean))
        for one in figures.points
    ]
    return Table(_("What was found right, point by point"), columns, rows)


def visits(figures: Mystery) -> Table:
    """A visit a row, the newest first."""
    columns = [
        Column(_("Day"), "day"),
        Column(_("Shop")),
        Column(_("Checklist")),
        Column(_("Score"), "percent"),
        Column(_("Not found right")),
        Column(_("Note")),
        Column(_("By")),
    ]
    rows = [
        (one.day, one.site_name, one.checklist, one.score, "; ".join(one.missed), one.note, one.by)
        for one in figures.visits
    ]
    return Table(_("All visits"), columns, rows)
