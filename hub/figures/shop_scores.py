"""The presses of each shop, summed up."""

from collections import defaultdict

from sqlalchemy import Connection

from hub.domain.score import ButtonRow, Score, score_of
from hub.figures.selection import Selection
from hub.store import press_queries


def shop_scores(conn: Connection, chosen: Selection) -> dict[int, Score]:
    """Of shops that have presses in the chosen days, by number."""
    rows: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in press_queries.by_device(conn, chosen.slices):
        rows[chosen.devices[row.device_id].site_id].append(row.buttons)
    scores = {
        site_id: score_of(found, with_play=chosen.with_play) for site_id, found in rows.items()
    }
    return {site_id: one for site_id, one in scores.items() if one.presses}
