from itertools import pairwise

import pytest
from sqlalchemy import Engine, func, select

from hub.domain.retrying import MOST_TRIES, pause_seconds
from hub.errors import SendingError
from hub.sending.delivery import deliver, mail_payload, real_ways
from hub.sending.mail import Attachment, Mail
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.outgoing import Message, Outgoing, begin_tries, drop_untried, put, told, waiting
from hub.store.schema import outgoing
from hub.work.job import Context
from wire.recording_link import RecordingLink

NOW_MS = 1_772_442_000_000
DAY_MS = 86_400_000


class Way:
    """A way that keeps what it sent, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.failure: BaseException | None = None

    def __call__(self, message: Outgoing) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append(message.key)


def _put(engine: Engine, *keys: str, way: str = "mail", due_ms: int = NOW_MS) -> None:
    with writing(engine) as conn:
        put(
            conn,
            [Message(key, "alert 1", way, "anna@shop.example", "{}", due_ms) for key in keys],
            NOW_MS,
        )


def _context(engine: Engine, now_ms: int = NOW_MS, link: RecordingLink | None = None) -> Context:
    return Context(engine, HubSettings(), now_ms, lambda: None, link)


def test_a_message_is_sent_once_however_often_it_is_put(engine: Engine) -> None:
    way = Way()
    for _ in range(3):
        _put(engine, "one", "two")
        deliver(_context(engine), {"mail": way})
    assert way.sent == ["one", "two"]


def test_nothing_is_sent_before_it_is_due(engine: Engine) -> None:
    way = Way()
    _put(engine, "one", due_ms=NOW_MS + 1)
    deliver(_context(engine), {"mail": way})
    assert way.sent == []
    deliver(_context(engine, NOW_MS + 1), {"mail": way})
    assert way.sent == ["one"]


def test_what_failed_is_tried_again_after_growing_pauses_and_then_given_up(engine: Engine) -> None:
    way = Way()
    way.failure = SendingError("no answer")
    _put(engine, "one")
    now_ms: int | None = NOW_MS
    tried_at = []
    while now_ms is not None:
        deliver(_context(engine, now_ms), {"mail": way})
        tried_at.append((now_ms - NOW_MS) // 1000)
        with reading(engine) as conn:
            now_ms = conn.execute(select(outgoing.c.due_ms)).scalar_one()
    pauses = [later - earlier for earlier, later in pairwise(tried_at)]
    assert pauses[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert len(tried_at) == MOST_TRIES
    with reading(engine) as conn:
        assert waiting(conn, NOW_MS + DAY_MS)[:2] == (0, 1)


def test_a_lasting_refusal_is_tried_once(engine: Engine) -> None:
    way = Way()
    way.failure = SendingError("no such address", lasting=True)
    _put(engine, "one")
    for round_of in range(3):
        deliver(_context(engine, NOW_MS + round_of * DAY_MS // 24), {"mail": way})
    with reading(engine) as conn:
        row = conn.execute(select(outgoing)).one()
    assert (row.tries, row.due_ms, row.failure) == (1, None, "no such address")


def test_one_bad_message_does_not_hold_up_the_others(engine: Engine) -> None:
    way = Way()
    _put(engine, "lost", way="pigeon")
    _put(engine, "one")
    deliver(_context(engine), {"mail": way})
    assert way.sent == ["one"]
    with reading(engine) as conn:
        failure = conn.execute(select(outgoing.c.failure).where(outgoing.c.key == "lost"))
        assert "pigeon" in failure.scalar_one()


def test_a_crash_while_sending_loses_nothing_and_repeats_no_more_than_once_a_pause(
    engine: Engine,
) -> None:
    way = Way()
    way.failure = SystemExit()
    _put(engine, "one")
    with pytest.raises(SystemExit):
        deliver(_context(engine), {"mail": way})
    way.failure = None
    deliver(_context(engine, NOW_MS + 1000), {"mail": way})
    assert way.sent == []
    deliver(_context(engine, NOW_MS + 1000 * pause_seconds(1)), {"mail": way})
    assert way.sent == ["one"]


def test_what_is_over_before_anybody_tried_is_not_sent(engine: Engine) -> None:
    way = Way()
    _put(engine, "now")
    _put(engine, "later", due_ms=NOW_MS + DAY_MS)
    deliver(_context(engine), {"mail": way})
    with writing(engine) as conn:
        drop_untried(conn, "alert 1")
        assert told(conn, "alert 1") == [("mail", "anna@shop.example")]
    deliver(_context(engine, NOW_MS + 2 * DAY_MS), {"mail": way})
    assert way.sent == ["now"]


def test_old_messages_are_forgotten_in_the_end(engine: Engine) -> None:
    _put(engine, "one")
    deliver(_context(engine), {"mail": Way()})
    deliver(_context(engine, NOW_MS + 40 * DAY_MS), {"mail": Way()})
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(outgoing)).scalar_one() == 0


def test_a_mail_comes_out_of_the_store_as_it_went_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Attachment("a.pdf", "application/pdf", b"\x00\xff")
    mail = Mail("anna@shop.example", "Тихо", "text", "<p>text</p>", (file,))
    with writing(engine) as conn:
        put(conn, [Message("k", "report 1", "mail", mail.to, mail_payload(mail), NOW_MS)], NOW_MS)
    sent: list[Mail] = []
    monkeypatch.setattr(
        "hub.sending.delivery.SmtpMailer.send", lambda _self, one, _now_ms: sent.append(one)
    )
    deliver(_context(engine))
    assert sent == [mail._replace(key="k")]


def test_the_broker_is_told_when_it_is_there(engine: Engine) -> None:
    link = RecordingLink()
    with writing(engine) as conn:
        put(conn, [Message("k", "alert 1", "mqtt", "otklik/1/n/alert", "{}", NOW_MS)], NOW_MS)
        (message,) = begin_tries(conn, NOW_MS, most=5)
    with pytest.raises(SendingError, match="no connection"):
        real_ways(_context(engine, link=link))["mqtt"](message)
    link.start()
    real_ways(_context(engine, link=link))["mqtt"](message)
    assert [(one.topic, one.payload) for one in link.published] == [("otklik/1/n/alert", b"{}")]
