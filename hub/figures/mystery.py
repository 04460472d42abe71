"""Mystery shoppers' visits beside what the buttons say of the same shops and days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.checklist import Answer, Mean, Point, mean, score
from hub.domain.score import Estimate
from hub.figures.selection import Selection
from hub.figures.shop_scores import shop_scores
from hub.store.mystery import Checklist, Visit, list_checklists, visits


@dataclass(frozen=True, slots=True)
class ShopVisits:
    """One shop. `index` is that of its buttons. None: nobody pressed."""

    site: str
    site_name: str
    mean: Mean
    index: Estimate | None


@dataclass(frozen=True, slots=True)
class PointFigure:
    """A point of a checklist: how much of it was found right where it could be seen."""

    checklist: str
    text: str
    weight: int
    mean: Mean


@dataclass(frozen=True, slots=True)
class VisitFigure:
    """One visit. `missed` are the points that were not found right, the heaviest first."""

    id: int
    site: str
    site_name: str
    checklist: str
    day: str
    score: float
    note: str
    by: str
    missed: list[str]


@dataclass(frozen=True, slots=True)
class Mystery:
    """The whole page."""

    first_day: str
    last_day: str
    shops: list[ShopVisits]
    points: list[PointFigure]
    visits: list[VisitFigure]


def mystery(conn: Connection, chosen: Selection) -> Mystery:
    """Visits to the chosen shops over the chosen days."""
    found = visits(conn, chosen.site_ids, chosen.first_day, chosen.last_day)
    lists = {one.id: one for one in list_checklists(conn)}
    return Mystery(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        shops=_shops(conn, chosen, found),
        points=_points(found, lists),
        visits=[_visit(visit, chosen, lists[visit.checklist_id]) for visit in found],
    )


def means_by_shop(conn: Connection, chosen: Selection) -> dict[int, Mean]:
    """Mean score of each shop that was visited, by its number."""
    return _means(visits(conn, chosen.site_ids, chosen.first_day, chosen.last_day))


def _means(found: Sequence[Visit]) -> dict[int, Mean]:
    scores: defaultdict[int, list[float]] = defaultdict(list)
    for visit in found:
        scores[visit.site_id].append(visit.score)
    return {site_id: mean(ours) for site_id, ours in scores.items()}


def _shops(conn: Connection, chosen: Selection, found: Sequence[Visit]) -> list[ShopVisits]:
    means = _means(found)
    pressed = shop_scores(conn, chosen) if means else {}
    return [
        ShopVisits(
            site=site.code,
            site_name=site.name,
            mean=means[site.id],
            index=pressed[site.id].index if site.id in pressed else None,
        )
        for site in chosen.sites.values()
        if site.id in means
    ]


def _points(found: Sequence[Visit], lists: dict[int, Checklist]) -> list[PointFigure]:
    """Of each checklist that was used, the weakest point first."""
    worths: defaultdict[tuple[int, Point], list[float]] = defaultdict(list)
    for visit in found:
        for point, answer in zip(lists[visit.checklist_id].points, visit.answers, strict=True):
            worth = score([point], [answer])
            if worth is not None:
                worths[visit.checklist_id, point].append(worth)
    figures = [
        PointFigure(lists[number].name, point.text, point.weight, mean(found_right))
        for (number, point), found_right in worths.items()
    ]
    return sorted(figures, key=lambda one: (one.mean.value or 0.0, -one.weight, one.text))


def _visit(visit: Visit, chosen: Selection, checklist: Checklist) -> VisitFigure:
    site = chosen.sites[visit.site_id]
    missed = [
        point
        for point, answer in zip(checklist.points, visit.answers, strict=True)
        if answer in {Answer.NO, Answer.PARTLY}
    ]
    return VisitFigure(
        id=visit.id,
        site=site.code,
        site_name=site.name,
        checklist=checklist.name,
        day=visit.day,
        score=visit.score,
        note=visit.note,
        by=visit.made_by,
        missed=[point.text for point in sorted(missed, key=lambda one: -one.weight)],
    )
