"""One's own account: password, second step, recovery codes."""

import random
import re
from urllib.parse import unquote

import pytest
from apiflask import APIFlask
from pyotp import TOTP
from sqlalchemy import Engine

from hub.store.audit_log import entries
from hub.store.engine import reading
from hub.web.asked import MOST_ADDRESS_BYTES
from tests.hub.web.actors import PASSWORD, Actor, words
from tests.hub.web.books import NOW
from wire.clock import FakeClock

NOW_S = round(NOW.timestamp())
NEW = "another long password"


def set_up(anna: Actor) -> tuple[TOTP, list[str]]:
    anna.post("/account", "/account/second-step/begin", {})
    page = anna.get("/account").text
    [secret] = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    totp = TOTP(secret)
    answer = anna.post("/account", "/account/second-step/confirm", {"code": totp.at(NOW_S)})
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)
    assert len(set(codes)) == 10
    return totp, codes


def sign_in(app: APIFlask, code: str) -> Actor:
    actor = Actor(app.test_client()).sign_in()
    assert actor.answer.headers["Location"] == "/login/code"
    assert actor.get("/").status_code == 302, "the password alone opens nothing"
    actor.answer = actor.post("/login/code", "/login/code", {"code": code})
    return actor


def test_a_second_step_is_asked_for_after_the_password(
    app: APIFlask, anna: Actor, clock: FakeClock
) -> None:
    totp, _ = set_up(anna)
    clock.advance(60)
    code = totp.at(NOW_S + 60)
    actor = sign_in(app, f"{code[:3]} {code[3:]}")
    assert actor.answer.status_code == 302
    assert actor.get("/").status_code == 200


@pytest.mark.parametrize("longer", [0, 1, 5000])
def test_an_address_to_go_to_never_makes_the_cookie_too_long(
    app: APIFlask, anna: Actor, clock: FakeClock, longer: int
) -> None:
    """Of letters that hardly pack: what is kept of the longest still fits beside the rest."""
    totp, _ = set_up(anna)
    clock.advance(60)
    letters, drawn = [chr(n) for n in (*range(97, 123), *range(0x430, 0x450))], random.Random(7)
    wanted = "/footfall?site="
    while len(wanted.encode()) < MOST_ADDRESS_BYTES - 4:
        wanted += drawn.choice(letters)
    wanted += (MOST_ADDRESS_BYTES - len(wanted.encode()) + longer) * "z"
    actor = Actor(app.test_client()).sign_in(wanted=wanted)
    kept = actor.answer.headers["Set-Cookie"].partition(";")[0]
    assert len(kept) < 3000
    actor.answer = actor.post("/login/code", "/login/code", {"code": totp.at(NOW_S + 60)})
    there = unquote(actor.answer.headers["Location"])
    assert there == ("/" if longer else wanted)


@pytest.mark.parametrize("off_seconds", [-30, 0, 30])
def test_a_clock_that_is_a_little_off_is_no_matter(
    app: APIFlask, anna: Actor, clock: FakeClock, off_seconds: int
) -> None:
    totp, _ = set_up(anna)
    clock.advance(90)
    assert sign_in(app, totp.at(NOW_S + 90 + off_seconds)).answer.status_code == 302


@pytest.mark.parametrize("off_seconds", [-90, -60, 60, 3600])
def test_codes_of_other_times_are_refused(
    app: APIFlask, anna: Actor, clock: FakeClock, off_seconds: int
) -> None:
    totp, _ = set_up(anna)
    clock.advance(300)
    actor = sign_in(app, totp.at(NOW_S + 300 + off_seconds))
    assert actor.answer.status_code == 401
    assert "not right, or was used already" in words(actor.answer.text)
    assert actor.get("/").status_code == 302


def test_no_code_is_taken_twice_nor_an_older_one_after_it(
    app: APIFlask, anna: Actor, clock: FakeClock
) -> None:
    totp, _ = set_up(anna)
    assert sign_in(app, totp.at(NOW_S)).answer.status_code == 401, "it turned the step on"
    clock.advance(60)
    assert sign_in(app, totp.at(NOW_S + 60)).answer.status_code == 302
    assert sign_in(app, totp.at(NOW_S + 60)).answer.status_code == 401
    assert sign_in(app, totp.at(NOW_S + 30)).answer.status_code == 401


def test_a_recovery_code_lets_in_once(app: APIFlask, anna: Actor) -> None:
    _, codes = set_up(anna)
    assert sign_in(app, codes[3].upper().replace("-", " ")).answer.status_code == 302
    assert sign_in(app, codes[3]).answer.status_code == 401
    assert sign_in(app, codes[4]).answer.status_code == 302
    assert "8 recovery codes are left" in anna.text("/account")


def test_new_recovery_codes_make_the_old_ones_worthless(app: APIFlask, anna: Actor) -> None:
    _, codes = set_up(anna)
    answer = anna.post("/account", "/account/second-step/codes", {"current": PASSWORD})
    fresh = re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert sign_in(app, codes[0]).answer.status_code == 401
    assert sign_in(app, fresh[0]).answer.status_code == 302


def test_guessing_codes_is_slowed_down(app: APIFlask, anna: Actor) -> None:
    set_up(anna)
    guesser = Actor(app.test_client()).sign_in()
    codes = [
        guesser.post("/login/code", "/login/code", {"code": f"00000{n}"}).status_code
        for n in range(6)
    ]
    assert codes == [401] * 5 + [429]


def test_the_password_is_asked_for_again_when_the_code_takes_long(
    app: APIFlask, anna: Actor, clock: FakeClock
) -> None:
    totp, _ = set_up(anna)
    actor = Actor(app.test_client()).sign_in()
    page = actor.get("/login/code").text
    clock.advance(601)
    assert actor.get("/login/code").status_code == 302
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = actor.client.post(
        "/login/code", data={"csrf_token": token[1], "code": totp.at(NOW_S + 601)}
    )
    assert answer.headers["Location"] == "/login"


def test_the_code_page_is_empty_for_strangers(app: APIFlask) -> None:
    assert app.test_client().get("/login/code").headers["Location"] == "/login"


def test_turning_it_off_needs_the_password(app: APIFlask, anna: Actor) -> None:
    set_up(anna)
    wrong = anna.post("/account", "/account/second-step/off", {"current": "guess"})
    assert wrong.status_code == 400
    anna.post("/account", "/account/second-step/off", {"current": PASSWORD})
    assert Actor(app.test_client()).sign_in().answer.headers["Location"] == "/"


def test_the_picture_is_there_while_it_is_set_up_only(anna: Actor) -> None:
    assert anna.get("/account/second-step.svg").status_code == 404
    anna.post("/account", "/account/second-step/begin", {})
    answer = anna.get("/account/second-step.svg")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert anna.post("/account", "/account/second-step/confirm", {"code": "1"}).status_code == 400


def test_a_new_password_ends_all_sessions_but_this(app: APIFlask, anna: Actor) -> None:
    elsewhere = Actor(app.test_client()).sign_in()
    fields = {"current": PASSWORD, "new": NEW, "again": NEW}
    assert anna.post("/account", "/account/password", fields).status_code == 302
    assert anna.get("/account").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Actor(app.test_client()).sign_in(password=NEW).answer.status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "current password is not right"),
        ({"current": PASSWORD, "new": NEW, "again": NEW + "x"}, "two new passwords differ"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "12 to 1024 characters"),
    ],
)
def test_an_unfit_change_of_password_changes_nothing(
    app: APIFlask, anna: Actor, fields: dict[str, str], said: str
) -> None:
    answer = anna.post("/account", "/account/password", fields)
    assert answer.status_code == 400
    assert said in words(answer.text).replace(",", "")
    assert Actor(app.test_client()).sign_in().answer.status_code == 302


@pytest.mark.parametrize(
    "email", ["x", "a@b", "a b@c.de", "a@b.c\nBcc: d@e.f", "<a@b.cd>", "a\x07@b.cd"]
)
def test_what_is_no_address_is_refused(anna: Actor, email: str) -> None:
    fields = {"language": "", "email": email}
    assert anna.post("/account", "/account/details", fields).status_code == 400


def test_language_and_address_are_kept_and_logged(engine: Engine, anna: Actor) -> None:
    anna.post("/account", "/account/details", {"language": "de", "email": "anna@example.com"})
    page = anna.get("/account").text
    assert '<html lang="de"' in page
    assert 'value="anna@example.com"' in page
    with reading(engine) as conn:
        [entry] = entries(conn)
    assert (entry.who, entry.what) == ("anna", "user.details_changed")
    assert anna.post("/account", "/account/details", {"language": "xx"}).status_code == 400
