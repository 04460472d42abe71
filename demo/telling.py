"""The words of the demo: its pages, what to try, the line of counts; with Rich markup."""

from typing import Any, NamedTuple

from rich.markup import escape

from demo.plan import ShopPlan
from edge_vision.adapters.addresses import without_credentials

USER = "manager"
_PRESS = (
    "Open the dashboard beside the kiosk's page and touch a face there; or press [b]1[/b] (very "
    "happy) to [b]4[/b] (very unhappy) right here. The numbers change without a reload."
)
_STREET = (
    "Open the street: whoever steps over the yellow line is counted, and is on the dashboard "
    "within a second."
)
_CAMERA = (
    "Cross the middle of the camera's picture, from top to bottom to go in: you are on the "
    "dashboard within a second."
)
_DEVICES = "Under Devices you see what each box says of itself."
_SAMPLE = "The 60 days of history are sample data, and marked so on every page that shows them."


class PageLine(NamedTuple):
    """One line about where to look."""

    name: str
    address: str
    remark: str


def page_lines(plan: ShopPlan, password: str) -> list[PageLine]:
    """Where to look, and what is there."""
    lines = [
        PageLine("Dashboard", plan.dashboard, f"name [b]{USER}[/b], password [b]{password}[/b]"),
        PageLine("Kiosk", plan.kiosk, "its touch screen"),
    ]
    if plan.source is None:
        lines.append(PageLine("Street", plan.street, "true counts beside counted ones"))
    else:
        lines.append(
            PageLine("Camera", escape(without_credentials(plan.source)), "no picture is kept")
        )
    return lines


def advice(plan: ShopPlan) -> list[str]:
    """What to try, in this order."""
    return [_PRESS, _STREET if plan.source is None else _CAMERA, _DEVICES, _SAMPLE]


def last_line(plan: ShopPlan) -> str:
    """Where the logs are and how it ends."""
    return f"Logs are in {escape(str(plan.logs))}. [b]Ctrl-C ends everything.[/b]"


def line_of_counts(plan: ShopPlan, truth: dict[str, Any] | None, sent: int) -> str:
    """The moving line.

    Args:
        plan: with the rendered scene, its counts are in the line.
        truth: what the street's page answered; None: nothing.
        sent: presses made at this keyboard.
    """
    keys = f"Keys 1 to 4 press a button ({sent} so far); Ctrl-C ends everything."
    if plan.source is not None:
        return keys
    if truth is None:
        return f"The street does not answer just now. {keys}"
    real, counted = truth["true"], truth["counted"]
    return (
        f"Door: {counted['in']} in ({real['in']} true), {counted['out']} out "
        f"({real['out']} true). {keys}"
    )
