"""Experiments."""

from datetime import UTC, date, datetime

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from hub.figures.experiment_weeks import OUTCOMES
from hub.figures.experiments import Plan, Result, overlapping, plan, result, shops_of
from hub.regression import AnalysisMissingError, is_there
from hub.serving import this_hub
from hub.store import experiments
from hub.store.engine import reading, writing
from hub.store.experiments import Experiment
from hub.web.asked import selection
from hub.web.changes import record
from hub.web.experiments import tables
from hub.web.experiments.asked import Asked, NotMadeError, Wanted, asked, shops_to_choose, wanted
from hub.web.exports import table_file
from hub.web.page import page_frame
from hub.web.rights import Right, needs, visible_sites, who
from hub.words import gettext as _
from hub.words import say


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("experiments", __name__, template_folder="templates")
    views.get("/experiments")(page)
    views.post("/experiments")(make)
    views.get("/experiments/list.csv")(list_csv)
    views.get("/experiments/<int:number>")(one)
    views.get("/experiments/<int:number>/<any(weeks,checks):table>.csv")(table_csv)
    views.post("/experiments/<int:number>/end")(end)
    views.post("/experiments/<int:number>/remove")(remove)
    app.register_blueprint(views)


def page() -> str:
    """All experiments, and the form for a new one."""
    return _page(Asked(first_day=_today().isoformat()))


def list_csv() -> Response:
    """All experiments as a table."""
    with reading(this_hub().engine) as conn:
        found = _visible(conn)
        names = {site.id: site.name for site in shops_to_choose(conn, Right.SEE)}
    return table_file(tables.experiments(found, names), "experiments", None)


@needs(Right.ACT)
def make() -> Answer | tuple[str, int]:
    """Say what a new experiment could see; or, when told to start it, keep it."""
    form = asked()
    hub = this_hub()
    with reading(hub.engine) as conn:
        try:
            new = wanted(form, shops_to_choose(conn), _today())
            told = _plan(conn, new)
        except NotMadeError as error:
            return _page(form, refused=error.args[0]), 422
    if told.reason is not None:
        return _page(form, refused=told.reason), 422
    if request.form.get("start") != "1":
        return _page(form, told=told), 200
    number = _keep(new)
    flash(_("%(name)s is set up.", name=new.name))
    return redirect(url_for("experiments.one", number=number))


def one(number: int) -> str:
    """What an experiment has done."""
    hub = this_hub()
    with reading(hub.engine) as conn:
        found = _find(conn, number)
        outcome = _outcome(found)
        figures, missing = _result(conn, found, outcome)
        chosen = selection(conn, default_period="28d")
        frame = page_frame(conn, chosen)
        names = [site.name for site in shops_to_choose(conn, Right.SEE) if site.id in found.treated]
    return render_template(
        "experiments/one.html",
        **frame,
        one=found,
        names=names,
        outcome=outcome,
        outcomes=OUTCOMES,
        figures=figures,
        missing=missing,
        verdict=tables.verdict(figures) if figures else "",
        trend=tables.trend_in_words(figures) if figures and figures.effect else "",
        weeks=tables.weeks(figures, found.first_day) if figures else None,
        checks=tables.checks(figures, found.first_day) if figures else None,
        chart_data=tables.weeks_chart(figures, found.first_day) if figures else None,
    )


def table_csv(number: int, table: str) -> Response:
    """One of an experiment's tables."""
    with reading(this_hub().engine) as conn:
        found = _find(conn, number)
        figures, missing = _result(conn, found, _outcome(found))
    if figures is None:
        raise NotFound(missing)
    made = (tables.weeks if table == "weeks" else tables.checks)(figures, found.first_day)
    return table_file(made, f"experiment-{number}-{table}", None)


@needs(Right.ACT)
def end(number: int) -> Answer:
    """Today is its last day."""
    return _change(number, ended=True)


@needs(Right.ACT)
def remove(number: int) -> Answer:
    """It was entered by mistake."""
    return _change(number, ended=False)


def _page(form: Asked, *, refused: str | None = None, told: Plan | None = None) -> str:
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="28d")
        frame = page_frame(conn, chosen)
        found = _visible(conn)
        shops = shops_to_choose(conn, Right.ACT)
    return render_template(
        "experiments/page.html",
        **frame,
        experiments=found,
        today=_today().isoformat(),
        shops=shops,
        form=form,
        outcomes=OUTCOMES,
        refused=say(refused) if refused else "",
        told=told,
        smallest=tables.size_in_words(told.smallest, told.unit)
        if told and told.smallest is not None
        else "",
        installed=is_there(),
    )


def _visible(conn: Connection) -> list[Experiment]:
    visible = visible_sites(Right.SEE)
    return [one for one in experiments.list_experiments(conn) if shops_of(one, visible)]


def _plan(conn: Connection, new: Wanted) -> Plan:
    others = experiments.list_experiments(conn)
    other = overlapping(others, new.treated, new.first_day, new.last_day)
    if other is not None:
        raise NotMadeError(
            _(
                "One of these shops is in %(name)s at the same time: two changes in one shop "
                "cannot be told apart.",
                name=other.name,
            )
        )
    sites = [site for site in shops_to_choose(conn, Right.SEE) if site.id not in new.left_out]
    first = min(new.first_day, _today().isoformat())
    return plan(conn, sites, new.treated, new.outcome, first, others)


def _keep(new: Wanted) -> int:
    hub = this_hub()
    with writing(hub.engine) as conn:
        number = experiments.add_experiment(
            conn,
            name=new.name,
            outcome=new.outcome,
            first_day=new.first_day,
            last_day=new.last_day,
            treated=new.treated,
            left_out=new.left_out,
            made_by=who(),
            now_ms=hub.now_ms(),
        )
        about = f"experiment {number}: {new.name}"
        record(conn, "experiment.made", about, first_day=new.first_day, outcome=new.outcome)
    return number


def _change(number: int, *, ended: bool) -> Answer:
    hub = this_hub()
    with writing(hub.engine) as conn:
        found = _find(conn, number, Right.ACT)
        if ended:
            experiments.end_experiment(conn, number, max(_today().isoformat(), found.first_day))
        else:
            experiments.remove_experiment(conn, number, hub.now_ms())
        what = "experiment.ended" if ended else "experiment.removed"
        record(conn, what, f"experiment {number}: {found.name}")
    if ended:
        return redirect(url_for("experiments.one", number=number))
    flash(_("%(name)s was removed.", name=found.name))
    return redirect(url_for("experiments.page"))


def _find(conn: Connection, number: int, right: Right = Right.SEE) -> Experiment:
    """An experiment whose shops the caller may see; else it is as if there were none."""
    found = experiments.find_experiment(conn, number)
    if not shops_of(found, visible_sites(right)):
        raise NotFound(_("There is no such experiment."))
    return found


def _outcome(found: Experiment) -> str:
    asked_for = request.args.get("outcome", found.outcome)
    return asked_for if asked_for in OUTCOMES else found.outcome


def _result(conn: Connection, found: Experiment, outcome: str) -> tuple[Result | None, str]:
    """What it did; or why that cannot be worked out here."""
    sites = shops_to_choose(conn, Right.SEE)
    others = experiments.list_experiments(conn)
    try:
        return result(conn, sites, found, outcome, others, this_hub().now_ms()), ""
    except AnalysisMissingError as error:
        return None, str(error)


def _today() -> date:
    return datetime.fromtimestamp(this_hub().now_ms() / 1000, UTC).date()
