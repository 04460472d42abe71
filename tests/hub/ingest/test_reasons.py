"""Reasons and questions of kiosks, from the message to the figures."""

import pytest
from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.reasons import QuestionFigure, by_question, reasons
from hub.figures.selection import Selection, choose
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.reasons import note_question, questions
from hub.store.schema import devices, reason_day
from hub.store.site_changes import set_site
from tests.hub.ingest.building import SITE, START_MS, a_reason, a_status, rows, sent
from tests.hub.web.books import Books

DAY_MS = 86_400_000


def take(engine: Engine, *messages: Message) -> None:
    handler = Handler(engine, HubSettings())
    handler.handle(list(messages))
    handler.close()


def chosen(engine: Engine, first: str = "2026-03-01", last: str = "2026-03-31") -> Selection:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return choose(conn, period=period, now_ms=START_MS + 20 * DAY_MS)


def test_reasons_are_counted_once_with_and_without_play(engine: Engine) -> None:
    message = sent(
        *[a_reason(n, "Waited too long") for n in range(1, 4)],
        a_reason(4, "Nobody to ask", play=True),
        a_reason(5, "Nobody to ask"),
    )
    take(engine, message)
    take(engine, message)
    with reading(engine) as conn:
        found = reasons(conn, chosen(engine))
        assert [(one.reason, one.given) for one in found] == [
            ("Waited too long", 3),
            ("Nobody to ask", 2),
        ]
        assert found[0].share.value == pytest.approx(0.6)
        period = parse_period("range", "2026-03-01", "2026-03-31")
        without = choose(conn, period=period, now_ms=START_MS + 20 * DAY_MS, with_play=False)
        assert [one.given for one in reasons(conn, without)] == [3, 1]


def test_a_new_time_zone_counts_reasons_anew(engine: Engine) -> None:
    take(engine, sent(*[a_reason(60 * n) for n in range(1, 20)]))
    assert {row["day"]: row["n"] for row in rows(engine, reason_day)} == {
        "2026-03-02": 14,
        "2026-03-03": 5,
    }
    with writing(engine) as conn:
        set_site(conn, SITE, name=None, timezone="Asia/Kolkata")
    assert {row["day"]: row["n"] for row in rows(engine, reason_day)} == {
        "2026-03-02": 9,
        "2026-03-03": 10,
    }


def test_a_question_is_remembered_when_it_changes(engine: Engine) -> None:
    for hour, words in enumerate(["Happy?", "Happy?", 'How was "it"?', 'How was "it"?', "Happy?"]):
        take(engine, a_status(question=words, received_ms=START_MS + hour * 3_600_000))
    (kiosk,) = rows(engine, devices)
    with reading(engine) as conn:
        found = questions(conn, [kiosk["id"]])
    assert [(one.question, one.since_ms - START_MS) for one in found] == [
        ("Happy?", 0),
        ('How was "it"?', 2 * 3_600_000),
        ("Happy?", 4 * 3_600_000),
    ]


def test_presses_belong_to_the_question_of_their_day(engine: Engine) -> None:
    books = Books(engine)
    kiosk = books.device(books.site("riga", "Riga", "Europe/Riga"), "till", "kiosk")
    with writing(engine) as conn:
        note_question(conn, kiosk.id, "Happy?", START_MS)
        note_question(conn, kiosk.id, "Quick?", START_MS + 2 * DAY_MS)
    # The 2nd and 3rd of March happy, the 5th not; on the 4th the question changed.
    books.press(kiosk, [(START_MS + day * DAY_MS, 1 + (day > 1) * 3) for day in range(4)])
    with reading(engine) as conn:
        found = by_question(conn, chosen(engine))
    assert [short(one) for one in found] == [
        ("Happy?", "2026-03-02", "2026-03-03", 2, 2),
        ("Quick?", "2026-03-05", "2026-03-05", 1, 0),
    ]


def short(one: QuestionFigure) -> tuple[str, str, str, int, int]:
    return one.question, one.first_day, one.last_day, one.score.presses, one.score.happy
