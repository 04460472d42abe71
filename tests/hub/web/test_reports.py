"""Reports: the figures, the page, the PDF, and the mail as it arrives."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from hub.domain.periods import Period
from hub.domain.rights import Area, Grant, Role
from hub.figures.report import report_figures
from hub.figures.selection import choose
from hub.reports.jobs import send_due
from hub.reports.said import as_text, say_report
from hub.sending.delivery import deliver
from hub.sending_settings import MailSettings
from hub.settings import HubSettings
from hub.store import accounts, grants, people
from hub.store.engine import reading, writing
from hub.store.reports import add_report, remove_report, reports_of
from hub.store.schema import outgoing
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms
from tests.support.postbox import Postbox, post_office

DAY_MS = 86_400_000


@pytest.fixture
def chain(books: Books) -> dict[str, int]:
    """Two shops with nine weeks behind them; in the last one the first shop's visitors doubled."""
    found = {}
    for code, visitors in (("riga", 30), ("north", 50)):
        site = books.site(code, code.title(), "Europe/Riga")
        found[code] = site
        kiosk, door = books.device(site, "k", "kiosk"), books.device(site, "d", "camera")
        for day in range(1, 70):
            noon = ms("2026-03-03T10:00:00") - day * DAY_MS
            jump = 3 if code == "riga" and 2 <= day <= 8 else 1
            books.press(kiosk, [(noon + n, 1 + (n + day) % 4) for n in range(12)])
            books.window(door, [(noon, jump * visitors + day % 3, 20)])
    return found


def context(engine: Engine, settings: HubSettings, hours: float = 0) -> Context:
    now_ms = round((NOW + timedelta(hours=hours)).timestamp() * 1000)
    return Context(engine, settings, now_ms, lambda: None)


def a_reader(engine: Engine, name: str, area: Area, **account: Any) -> int:
    with writing(engine) as conn:
        if not grants.has_admin(conn):
            people.add_user(conn, "boss", "four words of mine", 0)  # the first one sees all
        user = people.add_user(conn, name, "four words of mine", 0)
        grants.give(conn, user.id, Grant(Role.VIEWER, area), 0)
        accounts.set_email(conn, user.id, account.get("email", f"{name}@shop.example"))
        accounts.set_language(conn, user.id, account.get("language"))
    return user.id


def test_the_page_shows_the_week_and_what_changed(anna: Actor, chain: dict[str, int]) -> None:
    shown = anna.text("/reports?every=week")
    # Monday 23 February to Sunday 1 March: days 8 to 2 before Tuesday 3 March.
    riga = sum(3 * 30 + day % 3 for day in range(2, 9))
    north = sum(50 + day % 3 for day in range(2, 9))
    assert f"Riga {riga}" in shown
    assert f"{riga + north:,}" in shown
    assert "Riga: 91 visitors a day" in shown
    assert "More than noise." in shown
    assert "North: 51 visitors a day" in shown or "North: index" in shown
    assert "168 (" not in shown
    assert anna.get("/reports?every=year").status_code == 400


def test_a_report_is_of_whole_shops(anna: Actor, chain: dict[str, int]) -> None:
    asked = "/reports?every=week&site=riga"
    assert anna.text(f"{asked}&kiosk=k&play=without") == anna.text(asked)


def test_the_pdf_is_one(anna: Actor, chain: dict[str, int]) -> None:
    answer = anna.get("/reports/report.pdf?every=month&site=riga")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "otklik-riga-month-2026-02-28.pdf" in answer.headers["Content-Disposition"]


def test_made_up_figures_are_marked_also_where_they_leave_the_page(
    anna: Actor, books: Books, chain: dict[str, int], engine: Engine
) -> None:
    """Nothing came today: what counts is the week of the report."""
    kiosk = books.device(books.site("toy", "Toy", "UTC"), "k", "kiosk", sample=True)
    books.press(kiosk, [(ms("2026-02-25T10:00:00"), 1)])
    marked = "Toy: figures include generated data"
    assert marked in anna.text("/reports?every=week")
    assert marked not in anna.text("/reports?every=day")
    with reading(engine) as conn:
        chosen = choose(conn, period=Period("today"), now_ms=round(NOW.timestamp() * 1000))
        week = report_figures(conn, chosen, "week", date(2026, 2, 25))
        day = report_figures(conn, chosen, "day", date(2026, 3, 2))
    assert marked in as_text(say_report(week))
    assert "Sample data" not in as_text(say_report(day))


def test_it_is_asked_for_and_sent_no_more(anna: Actor, chain: dict[str, int]) -> None:
    page = "/reports?every=week&site=riga"
    assert anna.post(page, "/reports?site=riga", {"every": "week"}).status_code == 302
    assert "Each week: Riga" in anna.text("/reports")
    again = anna.post(page, "/reports?site=riga", {"every": "week"})
    assert again.status_code == 400
    assert "already" in again.text
    assert anna.post("/reports", "/reports/1/remove", {}).status_code == 302
    assert "Nothing yet." in anna.text("/reports")
    assert anna.post("/reports", "/reports/1/remove", {}).status_code == 404


def test_a_report_arrives_once_in_the_readers_language(
    engine: Engine, chain: dict[str, int], settings: HubSettings
) -> None:
    reader = a_reader(engine, "berta", Area(site_id=chain["riga"]), language="de")
    with writing(engine) as conn:
        add_report(conn, reader, "day", "", last_day="2026-03-01", now_ms=0)
    postbox = Postbox()
    with post_office(postbox) as port:
        mail = MailSettings(host="localhost", port=port, security="none", sender="hub@shop.example")
        with_mail = msgspec.structs.replace(settings, mail=mail)
        for hours in (0, 1, 2):
            send_due(context(engine, with_mail, hours))
            deliver(context(engine, with_mail, hours))
    (mail_in,) = postbox.mails
    assert mail_in["To"] == "berta@shop.example"
    assert "2026" in mail_in["Subject"]
    body = mail_in.get_body(("plain",))
    assert body is not None
    assert "Riga" in body.get_content()
    assert "North" not in body.get_content()  # not berta's shop
    (file,) = mail_in.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_filename() == "otklik-day-2026-03-02.pdf"
    with reading(engine) as conn:
        assert [one.last_day for one in reports_of(conn, reader)] == ["2026-03-02"]


def test_a_report_is_not_taken_for_a_removed_one_of_the_same_number(
    engine: Engine, chain: dict[str, int], settings: HubSettings
) -> None:
    """The day of 2 March was sent; the week that follows begins with that day as well."""
    reader = a_reader(engine, "berta", Area(site_id=chain["riga"]))
    mail = MailSettings(host="localhost", security="none", sender="hub@shop.example")
    with_mail = msgspec.structs.replace(settings, mail=mail)
    with writing(engine) as conn:
        by_day = add_report(conn, reader, "day", "", last_day="2026-03-01", now_ms=0)
    send_due(context(engine, with_mail))
    with writing(engine) as conn:
        remove_report(conn, reader, by_day)
        add_report(conn, reader, "week", "", last_day="2026-03-01", now_ms=0)
    send_due(context(engine, with_mail, hours=6 * 24))
    with reading(engine) as conn:
        assert len(conn.execute(select(outgoing.c.key)).all()) == 2


def test_who_lost_the_right_or_has_no_address_gets_nothing(
    engine: Engine, chain: dict[str, int], settings: HubSettings, caplog: pytest.LogCaptureFixture
) -> None:
    gone = a_reader(engine, "berta", Area(site_id=chain["riga"]))
    mute = a_reader(engine, "carl", Area(), email="")
    with writing(engine) as conn:
        add_report(conn, gone, "day", "north", last_day="2026-03-01", now_ms=0)
        add_report(conn, mute, "day", "", last_day="2026-03-01", now_ms=0)
    postbox = Postbox()
    with post_office(postbox) as port:
        mail = MailSettings(host="localhost", port=port, security="none", sender="hub@shop.example")
        with_mail = msgspec.structs.replace(settings, mail=mail)
        send_due(context(engine, with_mail))
        deliver(context(engine, with_mail))
    assert postbox.mails == []
    assert "carl" in caplog.text
