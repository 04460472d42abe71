"""Shops side by side."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.intervals import Proportion
from hub.domain.ranking import rank
from hub.domain.score import ButtonRow, Estimate, Score, score_of
from hub.domain.shrinkage import Count
from hub.figures.response import response_by_shop
from hub.figures.selection import Selection
from hub.store import footfall_queries, press_queries
from hub.store.sites import Site


@dataclass(frozen=True, slots=True)
class ShopFigure:
    """One shop."""

    site: str
    site_name: str
    place: int
    """By likely share, from 1."""
    first_place: int
    """1, and one more for each shop that is surely better."""
    last_place: int
    """The number of shops, less each that is surely worse."""
    likely: Estimate
    """Share of happy presses, drawn towards that of all shops where presses are few."""
    best: float
    """The probability that no other shop has a higher true share."""
    more_presses: int | None
    """About how many more presses at each of the two would tell it from the shop one place below; 0
    when they can be told already. None: there is none below, or a million would not do."""
    score: Score
    entered: int | None
    """Who came in by all door lines. None: no camera counted a door."""
    response: Proportion | None
    """As on the Satisfaction page. None: visitors and presses were not counted together."""


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """Neighbours in the ranking between which no difference can be seen; it may be one shop."""

    first_place: int
    last_place: int
    shops: list[ShopFigure]


@dataclass(frozen=True, slots=True)
class Compare:
    """The whole page."""

    first_day: str
    last_day: str
    groups: list[GroupFigure]
    without_presses: list[str]
    """Names of shops that cannot be ranked."""
    other_buttons: list[str]
    """Names of ranked shops whose kiosks do not have as many buttons as those of most shops."""

    @property
    def shops(self) -> list[ShopFigure]:
        """All ranked shops, the best first."""
        return [shop for group in self.groups for shop in group.shops]


def compare(conn: Connection, chosen: Selection) -> Compare:
    """Figures of the chosen shops over the chosen days."""
    rows = _rows(conn, chosen)
    scores = {site_id: score_of(row, with_play=chosen.with_play) for site_id, row in rows.items()}
    scores = {site_id: one for site_id, one in scores.items() if one.presses}
    pressed = [site for site in chosen.sites.values() if site.id in scores]
    return Compare(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        groups=_groups(conn, chosen, pressed, scores),
        without_presses=[site.name for site in chosen.sites.values() if site.id not in scores],
        other_buttons=_other_buttons([(site.name, rows[site.id]) for site in pressed]),
    )


def _rows(conn: Connection, chosen: Selection) -> dict[int, list[ButtonRow]]:
    """Of shops that have presses, by number."""
    rows: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in press_queries.by_device(conn, chosen.slices):
        rows[chosen.devices[row.device_id].site_id].append(row.buttons)
    return dict(rows)


def _other_buttons(shops: list[tuple[str, list[ButtonRow]]]) -> list[str]:
    kinds = [(name, frozenset(row.of for row in rows)) for name, rows in shops]
    counted = Counter(kind for _, kind in kinds).most_common(1)
    return [name for name, kind in kinds if kind != counted[0][0]]


def _groups(
    conn: Connection, chosen: Selection, pressed: list[Site], scores: dict[int, Score]
) -> list[GroupFigure]:
    entered = _entered(conn, chosen)
    responses = response_by_shop(conn, chosen)
    ranked = rank([Count(scores[site.id].happy, scores[site.id].presses) for site in pressed])
    groups: defaultdict[int, list[ShopFigure]] = defaultdict(list)
    for one in ranked:
        site = pressed[one.at]
        groups[one.group].append(
            ShopFigure(
                site=site.code,
                site_name=site.name,
                place=one.place,
                first_place=one.first_place,
                last_place=one.last_place,
                likely=one.likely,
                best=one.best,
                more_presses=one.more_presses,
                score=scores[site.id],
                entered=entered.get(site.id),
                response=responses.get(site.id),
            )
        )
    return [
        GroupFigure(found[0].place, found[-1].place, found) for _, found in sorted(groups.items())
    ]


def _entered(conn: Connection, chosen: Selection) -> dict[int, int]:
    entered: defaultdict[int, int] = defaultdict(int)
    for row in footfall_queries.by_line(conn, chosen.slices):
        entered[chosen.devices[row.device_id].site_id] += row.flow.entered
    return dict(entered)
