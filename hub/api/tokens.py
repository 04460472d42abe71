"""Who may ask the API: programs with a bearer token, each no more often than allowed."""

from typing import Final

from apiflask import HTTPTokenAuth
from flask import Response, g
from werkzeug.exceptions import TooManyRequests

from hub.api.parts import this_api
from hub.api.problems import problem
from hub.caller import Caller, act_as
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.tokens import (
    SCOPES,
    Token,
    find_token,
    note_use,
    token_access,
    use_is_worth_noting,
)

READ: Final = "read"
"""The scope of all questions."""
_HEADERS: Final = "otklik_rate"
_SENTENCES: Final = {
    401: "This needs a valid token: `Authorization: Bearer otk_...` (see `otklik-hub token`).",
    403: "This token may not do that: make one with another scope (`otklik-hub token add`).",
}

auth = HTTPTokenAuth(
    scheme="Bearer",
    security_scheme_name="token",
    description="A token from `otklik-hub token add NAME`, or from People and rights.",
)


@auth.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def _verify(text: str) -> Token | None:
    hub = this_hub()
    with reading(hub.engine) as conn:
        token = find_token(conn, text)
        if token is not None:
            act_as(Caller(f"token {token.name}", token_access(conn, token)))
    if token is None:
        return None
    _count(token)
    if use_is_worth_noting(token.last_used_ms, hub.now_ms()):
        with writing(hub.engine) as conn:
            note_use(conn, token, hub.now_ms())
    return token


@auth.get_user_roles  # type: ignore[untyped-decorator]  # the same
def _scopes(token: Token) -> list[str]:
    return list(SCOPES) if "admin" in token.scopes else list(token.scopes)


@auth.error_handler  # type: ignore[untyped-decorator]  # the same
def _refuse(status: int) -> Response:
    return problem(status, _SENTENCES[status])


def add_rate_headers(response: Response) -> Response:
    """Tell a program how many questions it has left. For after each request."""
    response.headers.update(getattr(g, _HEADERS, {}))
    return response


def _count(token: Token) -> None:
    allowance = this_api().allowance
    verdict = allowance.take(token.id)
    setattr(g, _HEADERS, allowance.headers(verdict))
    if not verdict.allowed:
        raise TooManyRequests("This token asks too often: wait as long as `Retry-After` says.")
