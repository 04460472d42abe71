"""Why people were unhappy, as far as they said; and which question they answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.calendar import local_time
from hub.domain.score import ButtonRow, Estimate, Score, score, share, tally
from hub.figures.selection import Selection
from hub.store.reasons import Asked, DayRow, days_of, given, questions

_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class ReasonFigure:
    """A reason, and what share of all reasons given it was."""

    reason: str
    given: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class QuestionFigure:
    """A question, the kiosks that asked it, and its answers on days on which it alone was asked."""

    question: str
    kiosks: int
    first_day: str
    last_day: str
    score: Score


def reasons(conn: Connection, chosen: Selection) -> list[ReasonFigure]:
    """Reasons of the chosen shops, days and kiosk, the most frequent first."""
    kiosk_id = chosen.kiosk.id if chosen.kiosk else None
    found = [
        (one.reason, one.n if chosen.with_play else one.n - one.play)
        for one in given(conn, chosen.slices, kiosk_id)
    ]
    whole = sum(n for _, n in found)
    return [ReasonFigure(words, n, share(n, whole)) for words, n in found if n]


def by_question(conn: Connection, chosen: Selection) -> list[QuestionFigure]:
    """Each question that was asked in the chosen days, the most answered first.

    The day on which a kiosk's question changed belongs to neither.
    """
    ours = [one for one in chosen.devices.values() if chosen.kiosk in {None, one}]
    asked = questions(conn, [one.id for one in ours])
    spans = _spans(asked, chosen)
    rows: defaultdict[str, list[DayRow]] = defaultdict(list)
    for row in days_of(conn, list(spans), chosen.first_day, chosen.last_day):
        for words, first, last in spans[row.device_id]:
            if first <= row.day <= last:
                rows[words].append(row)
    found = [_figure(words, days, chosen) for words, days in rows.items()]
    return sorted(found, key=lambda one: (-one.score.presses, one.question))


def _spans(asked: Sequence[Asked], chosen: Selection) -> dict[int, list[tuple[str, str, str]]]:
    """By kiosk: questions with their first and last whole day."""
    by_kiosk: defaultdict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        by_kiosk[one.device_id].append(one)
    found: dict[int, list[tuple[str, str, str]]] = {}
    for kiosk_id, theirs in by_kiosk.items():
        zone = ZoneInfo(chosen.site_of(chosen.devices[kiosk_id]).timezone)
        changes = [date.fromisoformat(local_time(zone, one.since_ms).day) for one in theirs]
        # What was asked before the hub ever heard a question is taken to be the first one.
        firsts = ["", *(str(day + timedelta(days=1)) for day in changes[1:])]
        lasts = [*(str(day - timedelta(days=1)) for day in changes[1:]), _NEVER]
        found[kiosk_id] = [
            (one.question, first, last)
            for one, first, last in zip(theirs, firsts, lasts, strict=True)
        ]
    return found


def _figure(words: str, days: list[DayRow], chosen: Selection) -> QuestionFigure:
    half = len(days[0].numbers) // 2
    rows = [ButtonRow(row.scale, row.numbers[:half], row.numbers[half:]) for row in days]
    return QuestionFigure(
        question=words,
        kiosks=len({row.device_id for row in days}),
        first_day=min(row.day for row in days),
        last_day=max(row.day for row in days),
        score=score(tally(rows, with_play=chosen.with_play)),
    )
