"""What scripts say: they get it with the page, in the reader's language, and know no words."""

from jinja2 import Environment

from hub.words import gettext as _
from hub.words import language, numbers


def add_to(jinja: Environment) -> None:
    """Give it to the templates."""
    jinja.globals["script_words"] = script_words


def script_words() -> dict[str, str]:
    """By name. Scripts fill in what stands in braces: see `static/js/words.js`."""
    return {
        "percent": "{value}" + numbers.marks(language()).percent,
        "right": _("%(name)s (right)", name="{name}"),
        "changed": _("changed"),
        "off": _("off"),
        "none": _("%(name)s: none", name="{name}"),
        "value": _("%(name)s: %(value)s", name="{name}", value="{value}"),
        "uncorrected": _("%(name)s: %(value)s (uncorrected)", name="{name}", value="{value}"),
        "interval": _(
            "%(name)s: %(value)s (%(low)s to %(high)s)",
            name="{name}",
            value="{value}",
            low="{low}",
            high="{high}",
        ),
        "too_few": _("too few to judge"),
        "happy": _("Happy"),
        "presses": _("Presses"),
        "happier": _("%(points)s points happier", points="{points}"),
        "less_happy": _("%(points)s less", points="{points}"),
        "heat_map": _(
            "%(title)s: heat map of weekdays and hours. The table below it has the numbers.",
            title="{title}",
        ),
        "chart": _(
            "%(title)s: chart of %(series)s. The table below it has the numbers.",
            title="{title}",
            series="{series}",
        ),
    }
