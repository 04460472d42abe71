"""Choosing among devices: by state, kind and version."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hub.figures.devices import DeviceFigure


class DeviceFilter(NamedTuple):
    """What is wanted; empty: any."""

    state: str = ""
    room: str = ""
    software: str = ""


def filter_of(asked: Mapping[str, str]) -> DeviceFilter:
    """The filter that an address asks for."""
    return DeviceFilter(*(asked.get(name, "") for name in DeviceFilter._fields))


def filtered(figures: Sequence[DeviceFigure], wanted: DeviceFilter) -> list[DeviceFigure]:
    """The devices that fit, in the same order."""
    return [
        one
        for one in figures
        if wanted.state in ("", one.health.state)
        and wanted.room in ("", one.room)
        and wanted.software in ("", one.software)
    ]


def versions(figures: Sequence[DeviceFigure]) -> list[str]:
    """The versions that run somewhere."""
    return sorted({one.software for one in figures if one.software})
