"""What `otklik-hub config` does. Every change is in the audit log."""

import argparse
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from hub.commands.common import confirmed, now_ms, opened, operator, show
from hub.domain.layers import ORGANISATION, affected, place_fault
from hub.domain.settable import UnfitValueError, checked, read, written
from hub.domain.settables import SETTABLES
from hub.errors import OrderError, UnknownNameError
from hub.figures.device_settings import LayerFigure, layer_figure
from hub.settings import HubSettings
from hub.store import audit_log, remote
from hub.store.engine import Store, reading, writing
from hub.store.regions import find_region
from hub.store.sites import find_sites
from wire.remote.messages import Value, Values


class _Key(NamedTuple):
    """A row of `config keys`."""

    key: str
    kind: str
    least: float | None
    most: float | None
    usual: str
    about: str


class _Row(NamedTuple):
    """A row of `config show`: one device."""

    device: str
    state: str
    wanted: int
    acting: int
    why: str
    different: list[str]


class _Version(NamedTuple):
    """A row of `config history`."""

    number: int
    made_ms: int
    made_by: str
    note: str
    back_to: int | None
    values: list[str]


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one of these commands; returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    if options.words == "config keys":
        _keys(options)
        return 0
    with opened(settings) as engine:
        if options.words in _SHOWS:
            with reading(engine) as conn:
                _SHOWS[options.words](_layer(conn, options), options)
            return 0
        return _change(engine, options, settings)


def _keys(options: argparse.Namespace) -> None:
    rows = [
        _Key(one.key, one.kind, one.least, one.most, _text(one.default), one.about)
        for one in SETTABLES[options.room].values()
    ]
    show(rows, _Key._fields, as_json=options.json)


def _show(figure: LayerFigure, options: argparse.Namespace) -> None:
    rows = [
        _Row(
            f"{one.target.site}/{one.target.name}",
            one.state,
            one.wanted,
            one.acting,
            one.why,
            [f"{change.key}={_text(change.before)}" for change in one.different],
        )
        for one in figure.devices
    ]
    if not options.json:
        print(f"{figure.place}, version {figure.number}")
        for key, value in figure.content.items():
            print(f"  {key}={_text(value)}")
    show(rows, _Row._fields, as_json=options.json)


def _history(figure: LayerFigure, options: argparse.Namespace) -> None:
    rows = [
        _Version(
            one.number,
            one.made_ms,
            one.made_by,
            one.note,
            one.back_to,
            [f"{key}={_text(value)}" for key, value in one.content.items()],
        )
        for one in figure.versions
    ]
    show(rows, _Version._fields, as_json=options.json)


def _change(engine: Store, options: argparse.Namespace, settings: HubSettings) -> int:
    if not settings.devices.order_key_file:
        raise OrderError("This hub has no key for orders: docs/operator.md makes one.")
    with reading(engine) as conn:
        figure = _layer(conn, options)
    back_to = options.number if options.words == "config back" else None
    content = _old(figure, options.number) if back_to is not None else _asked(figure, options)
    _tell(figure, content)
    if content == figure.content or options.dry_run:
        return 0
    if not options.yes and not confirmed("Send this?"):
        return 1
    at_ms = now_ms()
    version = remote.Version(
        figure.place, figure.number + 1, content, at_ms, operator(), options.note, back_to
    )
    with writing(engine) as conn:
        if not remote.add_version(conn, options.room, version):
            raise OrderError("Somebody changed these settings meanwhile: look at them anew.")
        audit_log.record(
            conn,
            who=operator(),
            what="settings.changed",
            about=f"{options.room} {figure.place}",
            details={"number": version.number, "from": figure.content, "to": content},
            at_ms=at_ms,
        )
    print(f"Version {version.number} is on its way; see `otklik-hub config show`.")
    return 0


def _tell(figure: LayerFigure, content: Values) -> None:
    targets = [one.target for one in figure.devices]
    found = affected(targets, figure.layers, figure.place, content)
    for target, changed in found:
        for one in changed:
            print(
                f"{target.site}/{target.name}: {one.key}: {_text(one.before)} -> {_text(one.after)}"
            )
    print(f"{len(found)} of {len(targets)} devices will change.")


def _layer(conn: Connection, options: argparse.Namespace) -> LayerFigure:
    place: str = options.on
    if fault := place_fault(place):
        raise UnknownNameError(fault)
    kind, _, code = place.partition(":")
    if kind == "region":
        find_region(conn, code)
    figure = layer_figure(conn, options.room, place, None)
    there = figure.devices or place == ORGANISATION or kind == "region"
    if not there and not (kind == "shop" and find_sites(conn, [code])):
        raise UnknownNameError(f"There is no {options.room} at {place}: see the page Devices.")
    return figure


def _asked(figure: LayerFigure, options: argparse.Namespace) -> Values:
    known = SETTABLES[options.room]
    content = {key: value for key, value in figure.content.items() if key not in options.unset}
    for one in options.values:
        key, equals, typed = one.partition("=")
        if not equals or key not in known:
            raise UnknownNameError(
                f"{one[:80]!r} is no setting: write KEY=VALUE, see `otklik-hub config keys`."
            )
        content[key] = _read(options.room, key, typed)
    return content


def _read(room: str, key: str, typed: str) -> Value:
    setting = SETTABLES[room][key]
    try:
        return read(setting, typed.replace(";", "\n") if setting.kind == "texts" else typed)
    except UnfitValueError as error:
        raise OrderError(str(error)) from error


def _old(figure: LayerFigure, number: int) -> Values:
    found = {one.number: one.content for one in figure.versions} | {0: {}}
    if number not in found:
        raise UnknownNameError(f"There is no version {number}; see `otklik-hub config history`.")
    try:
        return checked(SETTABLES[figure.room], found[number])
    except UnfitValueError as error:
        raise OrderError(str(error)) from error


def _text(value: Value | None) -> str:
    return "(its own file)" if value is None else written(value).replace("\n", ";")


_SHOWS: Final[dict[str, Callable[[LayerFigure, argparse.Namespace], Any]]] = {
    "config show": _show,
    "config history": _history,
}
