"""What each device counted since midnight in its shop."""

from collections import Counter, defaultdict

from sqlalchemy import Connection

from hub.domain.home_assistant import DeviceToday
from hub.domain.score import ButtonRow, score, tally
from hub.figures.device_words import device_words
from hub.figures.inside import inside
from hub.figures.selection import Selection
from hub.store import footfall_queries, press_queries


def device_today(conn: Connection, chosen: Selection) -> list[DeviceToday]:
    """All devices of the chosen shops, by shop and name; the selection's period must be today.

    Not those of sample data: no such thing stands anywhere that could be switched or looked for.
    """
    pressed: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in press_queries.by_device(conn, chosen.slices):
        pressed[row.device_id].append(row.buttons)
    came_in: Counter[int] = Counter()
    for line in footfall_queries.by_line(conn, chosen.slices):
        came_in[line.device_id] += line.flow.entered
    words = device_words(conn, chosen)
    people = {
        (one.site, one.camera): one.people for one in inside(chosen, words).cameras if one.now
    }
    found = []
    for state, _ in words:
        if state.sample:
            continue
        site = chosen.sites[state.site_id]
        own = score(tally(pressed[state.id], with_play=chosen.with_play))
        found.append(
            DeviceToday(
                site.code,
                site.name,
                state.name,
                state.room,
                state.online,
                own.presses,
                None if own.index.too_few else own.index.value,
                came_in[state.id],
                people.get((site.code, state.name)),
            )
        )
    return sorted(found, key=lambda one: (one.site, one.device))
