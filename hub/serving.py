"""What pages and API share while they answer: the store, settings, clock, live updates."""

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import Engine

from hub.live import Broadcaster
from hub.settings import HubSettings
from hub.store.sealing import Seal
from wire.clock import Clock

_KEY = "otklik"


@dataclass(frozen=True, slots=True)
class Hub:
    """One for each application."""

    settings: HubSettings
    engine: Engine
    clock: Clock
    live: Broadcaster
    seal: Seal
    """For the secrets of second factors."""

    def now_ms(self) -> int:
        """This instant, in milliseconds since 1970."""
        return round(self.clock.now().wall.timestamp() * 1000)


def attach(app: Flask, hub: Hub) -> None:
    """Give an application its parts."""
    app.extensions[_KEY] = hub


def hub_of(app: Flask) -> Hub:
    """The parts of an application."""
    found: Hub = app.extensions[_KEY]
    return found


def this_hub() -> Hub:
    """The parts of the application that answers now."""
    return hub_of(current_app)
