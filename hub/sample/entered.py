"""What people would have entered beside the sample shops' figures, each marked as sample data.

The experiment is one that cannot be told from chance: one shop with the change needs 19 without,
see `hub.domain.experiment_rules`. So its page shows what most first experiments get, and why.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np
from sqlalchemy import Connection

from hub.domain.bonus import Measure, Part
from hub.domain.checklist import Answer, Point, score
from hub.domain.rights import Area
from hub.store import bonus, experiments, mystery, notes, posters, tasks
from hub.store.care.sample import MADE_BY

_POINTS: Final = (
    Point("Greeted within a minute", 3),
    Point("Somebody knew where the goods are", 3),
    Point("Prices on all shelves", 2),
    Point("The floor was clean", 1),
    Point("Fewer than four waited at the till", 2),
)
_PARTS: Final = (
    Part("Base", Measure.BASE, 55, 0.0, 0.0),
    Part("Punctuality", Measure.ENTERED, 15, 80.0, 100.0),
    Part("Courtesy (mystery shoppers)", Measure.MYSTERY, 10, 50.0, 90.0),
    Part("Satisfaction index", Measure.INDEX, 20, 50.0, 80.0),
)
_ANSWERS: Final = (Answer.YES, Answer.PARTLY, Answer.NO, Answer.NOT_SEEN)
_SHARES: Final = (0.66, 0.14, 0.13, 0.07)
_DAYS_BETWEEN_VISITS: Final = 9
_PUNCTUALITY_PART: Final = 1


def add_entered(
    conn: Connection, site_ids: list[int], today: date, *, days: int, seed: int, at_ms: int
) -> None:
    """Visits with a checklist, a bonus card, a note, a task, a poster and an experiment.

    Args:
        conn: in a write transaction.
        site_ids: the sample shops; the first has all but visits and bonus to itself.
        today: their newest day.
        days: how many days they have.
        seed: the same seed, the same answers.
        at_ms: when all of it was made.
    """
    _add_visits(conn, site_ids, today, days=days, seed=seed, at_ms=at_ms)
    card = bonus.add_card(conn, "Sample: shop bonus", _PARTS, who=MADE_BY, at_ms=at_ms)
    last_month = (today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
    for month in (last_month, today.isoformat()[:7]):
        for number, site_id in enumerate(site_ids):
            percents = {_PUNCTUALITY_PART: 97.0 - 4 * number}
            bonus.enter(conn, card, site_id, month, percents, who=MADE_BY, at_ms=at_ms)
    shop, area = site_ids[0], Area(site_id=site_ids[0])
    first, last = (today - timedelta(days=min(days - 1, back)) for back in (9, 6))
    span = (first.isoformat(), last.isoformat())
    works = "Sample: roadworks in front of the door"
    notes.add_note(conn, notes.NewNote(area, *span, works, at_ms, MADE_BY))
    due = (today + timedelta(days=3)).isoformat()
    wanted = "Sample: open a second till between 17 and 19 o'clock"
    tasks.add_task(conn, tasks.NewTask(shop, None, wanted, "", due, at_ms, MADE_BY))
    said, did = "Sample: the queue is too long after work.", "A second till is open from 17 to 19."
    since = (today - timedelta(days=days // 2)).isoformat()
    posters.add_poster(conn, posters.NewPoster(shop, said, did, since, at_ms, MADE_BY))
    experiments.add_experiment(
        conn,
        name="Sample: a new display at the door",
        outcome="satisfaction",
        first_day=since,
        last_day=max(since, (today - timedelta(days=1)).isoformat()),
        treated=[shop],
        left_out=[],
        made_by=MADE_BY,
        now_ms=at_ms,
    )


def _add_visits(
    conn: Connection, site_ids: list[int], today: date, *, days: int, seed: int, at_ms: int
) -> None:
    name = "Sample: service and order"
    checklist = mystery.add_checklist(conn, name, _POINTS, who=MADE_BY, at_ms=at_ms)
    rng = np.random.default_rng([seed, 6])
    for site_id in site_ids:
        for back in range(min(1, days - 1), days, _DAYS_BETWEEN_VISITS):
            drawn = rng.choice(len(_ANSWERS), len(_POINTS) - 1, p=_SHARES)
            # The first point arises in every visit, so that each has a score.
            answers = [Answer.YES, *(_ANSWERS[one] for one in drawn)]
            visit = mystery.NewVisit(
                key=f"{MADE_BY}-{site_id}-{back}",
                checklist_id=checklist,
                site_id=site_id,
                day=(today - timedelta(days=back)).isoformat(),
                answers=answers,
                score=score(_POINTS, answers) or 0.0,
                note="Sample data",
            )
            mystery.add_visit(conn, visit, who=MADE_BY, at_ms=at_ms)
