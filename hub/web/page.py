"""The frame around every page: shops to choose from, period, navigation, sample mark."""

from typing import Any, Final, Literal, NamedTuple

from flask import Flask, request
from markupsafe import Markup, escape
from sqlalchemy import Connection

from hub.figures.selection import Selection
from hub.store.sample_queries import sample_sites
from hub.web.asked import address
from hub.web.charts import chart_words
from hub.web.days import days_to_choose
from hub.web.rights import ROLES, Right, may, opens
from hub.words import N_

Group = Literal["look", "act", "care"]


class NavItem(NamedTuple):
    """A page in the navigation; `icon` is a symbol in `templates/icons.html`."""

    endpoint: str
    title: str
    icon: str
    group: Group = "look"


class NavGroup(NamedTuple):
    """Pages that are for the same kind of work."""

    title: str
    items: tuple[NavItem, ...]


GROUPS: Final[dict[Group, str]] = {
    "look": N_("Look"),
    "act": N_("Act"),
    "care": N_("Look after"),
}
NAVIGATION: Final = (
    NavItem("overview.page", N_("Overview"), "overview"),
    NavItem("satisfaction.page", N_("Satisfaction"), "satisfaction"),
    NavItem("footfall.page", N_("Footfall"), "footfall"),
    NavItem("forecast.page", N_("Forecast"), "forecast"),
    NavItem("sales.page", N_("Sales"), "sales"),
    NavItem("expression.page", N_("Expression"), "expression"),
    NavItem("compare.page", N_("Compare"), "compare"),
    NavItem("alerts.page", N_("Alerts"), "bell", "act"),
    NavItem("tasks.page", N_("Tasks"), "tasks", "act"),
    NavItem("notes.page", N_("Notes"), "notes", "act"),
    NavItem("posters.page", N_("Posters"), "poster", "act"),
    NavItem("reports.page", N_("Reports"), "reports", "look"),
    NavItem("experiments.page", N_("Experiments"), "experiments", "act"),
    NavItem("mystery.page", N_("Audits"), "audits", "act"),
    NavItem("bonus.page", N_("Bonus cards"), "bonus", "act"),
    NavItem("devices.page", N_("Devices"), "devices", "care"),
    NavItem("groups.page", N_("Groups of shops"), "groups", "care"),
    NavItem("people.page", N_("People and rights"), "people", "care"),
    NavItem("webhooks.page", N_("Webhooks"), "webhooks", "care"),
    NavItem("audit_log.page", N_("Audit log"), "log", "care"),
)


_BDI: Final = (Markup("<bdi>"), Markup("</bdi>"))


def add_to(app: Flask) -> None:
    """Give the templates what every page needs."""
    app.jinja_env.globals.update(
        navigation=navigation,
        days_to_choose=days_to_choose,
        chart_words=chart_words,
        picture_name=picture_name,
        address=address,
    )
    app.jinja_env.globals.update(may=may, Right=Right, ROLES=ROLES)
    app.jinja_env.filters["bdi"] = bdi
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def bdi(name: str) -> Markup:
    """A name that people gave: its direction of writing does not reach what stands around it."""
    return _BDI[0] + escape(name) + _BDI[1]


def navigation() -> list[NavGroup]:
    """The pages that the caller may open, group by group. A group without pages is left out."""
    shown = [item for item in NAVIGATION if opens(item.endpoint)]
    groups = [
        NavGroup(title, tuple(item for item in shown if item.group == group))
        for group, title in GROUPS.items()
    ]
    return [group for group in groups if group.items]


def page_frame(
    conn: Connection, chosen: Selection, *, shows: Selection | None = None
) -> dict[str, Any]:
    """What `templates/base.html` shows: the selection, and whose figures are generated.

    Args:
        conn: the store.
        chosen: what was asked for.
        shows: the days that the page reads, where these are others.
    """
    return _frame(chosen, sample_sites(conn, (shows or chosen).slices))


def frame_without_days(chosen: Selection) -> dict[str, Any]:
    """The same of a page that is not about days: any shop with a generated device is named."""
    return _frame(chosen, {one.site_id for one in chosen.devices.values() if one.sample})


def file_name(what: str, chosen: Selection) -> str:
    """The name of a download, without its ending."""
    where = chosen.key.replace(":", "-") or "all-shops"
    days = chosen.first_day
    if chosen.last_day != chosen.first_day:
        days = f"{chosen.first_day}-to-{chosen.last_day}"
    return f"otklik-{where}-{what}-{days}"


def picture_name(chosen: Selection | None) -> str:
    """The name of a saved chart, like a download's; `{chart}` is filled in by the script."""
    what = f"{request.blueprint}-{{chart}}"
    return file_name(what, chosen) if chosen else f"otklik-{what}"


def _frame(chosen: Selection, generated: set[int]) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "sample": [site for site in chosen.sites.values() if site.id in generated],
        "now_ms": chosen.now_ms,
    }
