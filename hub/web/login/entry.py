"""Between a right password and an open session: the second factor, and letting somebody in."""

from typing import Final, Literal, TypeAlias

from flask import redirect, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from hub.serving import this_hub
from hub.store.accounts import note_sign_in
from hub.store.engine import reading, writing
from hub.store.people import User
from hub.store.second_factors import is_on
from hub.web.asked import own_address
from hub.web.sessions import VIA, Visitor, user_of

Via: TypeAlias = Literal["password", "oidc"]

WAIT_MS: Final = 10 * 60_000
"""How long the code may take after the password."""
_WAITING: Final = "waiting"
_SINCE: Final = "waiting_since"
_WANTED: Final = "wanted"


def go_on(user: User, wanted: str) -> Response:
    """After a right password: ask for a code, or let in who has no second factor."""
    with reading(this_hub().engine) as conn:
        asked = is_on(conn, user.id)
    if not asked:
        return let_in(user, wanted, via="password")
    session.clear()
    session[_WAITING] = Visitor(user).get_id()
    session[_SINCE] = this_hub().now_ms()
    session[_WANTED] = own_address(wanted)
    return redirect(url_for("login.code_page"))


def waiting() -> tuple[User, str] | None:
    """Who gave a right password and no code yet, and where they want to go. None: nobody."""
    if this_hub().now_ms() - session.get(_SINCE, -WAIT_MS) >= WAIT_MS:
        return None
    user = user_of(session.get(_WAITING, ""))
    return None if user is None else (user, session.get(_WANTED, ""))


def let_in(user: User, wanted: str, *, via: Via) -> Response:
    """Open a session; nothing of an earlier one is left in it."""
    session.clear()
    session.permanent = True
    session[VIA] = via
    login_user(Visitor(user))
    with writing(this_hub().engine) as conn:
        note_sign_in(conn, user.id, this_hub().now_ms())
    return redirect(own_address(wanted))
