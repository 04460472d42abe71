"""What the API keeps while it answers: the tags of its answers, and what each token has left."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from hub.api.allowance import Allowance
from hub.api.freshness import Freshness
from hub.serving import hub_of

_KEY: Final = "otklik-api"


@dataclass(frozen=True, slots=True)
class ApiParts:
    """One for each application."""

    freshness: Freshness
    allowance: Allowance


def attach(app: Flask) -> None:
    """Give an application its parts."""
    hub = hub_of(app)
    per_minute = hub.settings.web.api_per_minute
    app.extensions[_KEY] = ApiParts(Freshness(hub.engine), Allowance(per_minute, hub.clock.boot_ms))


def this_api() -> ApiParts:
    """The parts of the application that answers now."""
    found: ApiParts = current_app.extensions[_KEY]
    return found
