"""Which language a page is in, and how templates say something in it."""

from typing import Any, Final

from flask import Blueprint, Flask, redirect, request
from flask_login import current_user
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

from hub import words
from hub.serving import this_hub
from hub.store.accounts import set_language
from hub.store.engine import writing
from hub.web.asked import own_address
from hub.web.rights import for_strangers
from hub.words.spoken import filled_in, pattern_of

COOKIE: Final = "otklik-language"
_COOKIE_SECONDS: Final = 31_536_000
_ENGLISH_ONLY: Final = ("/api/", "/static/", "/healthz")


def add_to(app: Flask) -> None:
    """Choose the language of each request before anything else is done with it."""
    app.before_request(_choose)
    app.teardown_request(_forget)
    views = Blueprint("language", __name__)
    views.post("/language")(for_strangers(choose))
    app.register_blueprint(views)
    _teach(app.jinja_env)


def choose() -> Response:
    """Keep the language that somebody chose, in this browser and in the account, and go back."""
    asked = request.form.get("language", "")
    answer = redirect(own_address(request.form.get("next", "")))
    if asked in words.LANGUAGES:
        if current_user.is_authenticated:
            with writing(this_hub().engine) as conn:
                set_language(conn, current_user.user.id, asked)
        answer.set_cookie(
            COOKIE,
            asked,
            max_age=_COOKIE_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _choose() -> None:
    words.speak(words.ENGLISH if request.path.startswith(_ENGLISH_ONLY) else _wanted())


def _wanted() -> str:
    """The account's, else that chosen in this browser, else the browser's own, else English."""
    own = current_user.user.language if current_user.is_authenticated else None
    for name in (own, request.cookies.get(COOKIE)):
        if name in words.LANGUAGES:
            return str(name)
    # In the browser's order; de-AT is German too.
    asked = (one.partition("-")[0].lower() for one in request.accept_languages.values())
    return next((one for one in asked if one in words.LANGUAGES), words.ENGLISH)


def _forget(_error: BaseException | None) -> None:
    # The thread goes on to other work, which begins in English.
    words.speak(words.ENGLISH)


def _teach(jinja: Environment) -> None:
    jinja.add_extension("jinja2.ext.i18n")
    # As "newstyle" has it, but whole numbers are written in the language.
    jinja.newstyle_gettext = True  # type: ignore[attr-defined]  # set by jinja's i18n extension
    jinja.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, language=words.language)
    jinja.globals["LANGUAGES"] = words.LANGUAGES
    jinja.filters["say"] = words.say


@pass_eval_context
def _gettext(context: EvalContext, pattern: str, /, **values: Any) -> str:
    return _fill(context, pattern_of(pattern), values)


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    return _fill(context, pattern_of(one, many, num), {"num": num, **values})


def _fill(context: EvalContext, pattern: str, values: dict[str, Any]) -> str:
    """A pattern may hold HTML, it is ours; values are escaped."""
    return (Markup(pattern) if context.autoescape else pattern) % filled_in(values)  # noqa: S704
