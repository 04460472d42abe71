"""Who may ask the API: programs with a bearer token."""

from apiflask import HTTPTokenAuth
from flask import Response, jsonify

from hub.caller import Caller, act_as
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.tokens import Token, find_token, note_use, token_access, use_is_worth_noting

auth = HTTPTokenAuth(
    scheme="Bearer",
    security_scheme_name="token",
    description="A token from `otklik-hub token add NAME`.",
)


@auth.verify_token  # type: ignore[untyped-decorator]
def _verify(text: str) -> Token | None:
    hub = this_hub()
    with reading(hub.engine) as conn:
        token = find_token(conn, text)
        if token is not None:
            act_as(Caller(f"token {token.name}", token_access(conn, token)))
    if token is not None and use_is_worth_noting(token.last_used_ms, hub.now_ms()):
        with writing(hub.engine) as conn:
            note_use(conn, token, hub.now_ms())
    return token


@auth.error_handler  # type: ignore[untyped-decorator]
def _refuse(status: int) -> tuple[Response, int]:
    text = "This needs a valid token: `Authorization: Bearer otk_...` (see `otklik-hub token`)."
    return jsonify(error=text), status
