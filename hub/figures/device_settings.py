"""How it stands with the settings of devices: wanted against acting."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from hub.domain.layers import Change, Target, changes, device_place, origins, wanted
from hub.store import remote
from wire.remote.messages import Value, Values

State = Literal["own", "unable", "acting", "trying", "refused", "coming", "waiting"]
"""`own`: nothing from here. `unable`: it takes none. `coming`: on its way. `waiting`: offline."""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One device."""

    target: Target
    state: State
    wanted: int
    """Number of its document; 0: it has none."""
    acting: int
    why: str
    """The device's own sentence, where it refuses or went back."""
    different: list[Change]
    """What acts, and what is wanted. Empty as well while it has not said what acts."""
    values: Values
    """Every setting as it acts; empty: it has not said."""

    @property
    def place(self) -> str:
        """Its own layer."""
        return device_place(self.target.site, self.target.name)


@dataclass(frozen=True, slots=True)
class LayerFigure:
    """One layer: its versions, and the devices under it."""

    room: str
    place: str
    versions: list[remote.Version]
    layers: dict[str, Values]
    """All layers in force of this kind of device, by place."""
    devices: list[DeviceSettings]

    @property
    def number(self) -> int:
        """Of the version in force; 0: there is none."""
        return self.versions[0].number if self.versions else 0

    @property
    def content(self) -> Values:
        """What it sets."""
        return self.versions[0].content if self.versions else {}

    def inherited(self, key: str) -> tuple[str, Value] | None:
        """What a wider layer sets, and which. None: none does, or devices differ in that."""
        found = {
            (origin, str(self.layers[origin][key])): self.layers[origin][key]
            for one in self.devices
            if (origin := origins(one.target, self._wider(one.target)).get(key))
        }
        if len(found) != 1:
            return None
        ((origin, _), value) = next(iter(found.items()))
        return origin, value

    def acting(self, key: str) -> list[Value]:
        """The different values that act on its devices, as far as these have said."""
        said = [one.values[key] for one in self.devices if key in one.values]
        return [value for n, value in enumerate(said) if value not in said[:n]]

    def _wider(self, target: Target) -> dict[str, Values]:
        places = target.places[: target.places.index(self.place)]
        return {place: self.layers[place] for place in places if place in self.layers}


def layer_figure(
    conn: Connection, room: str, place: str, visible: Collection[int] | None
) -> LayerFigure:
    """A layer as it stands.

    Args:
        conn: the store.
        room: kind of device.
        place: the layer.
        visible: shops whose devices may be shown; None: all.
    """
    targets = [
        one
        for one in remote.targets(conn, room)
        if place in one.places and (visible is None or one.site_id in visible)
    ]
    layers = {name: one.content for name, one in remote.newest_versions(conn, room).items()}
    return LayerFigure(
        room=room,
        place=place,
        versions=remote.history(conn, room, place),
        layers=layers,
        devices=_devices(conn, targets, layers),
    )


def _devices(
    conn: Connection, targets: list[Target], layers: dict[str, Values]
) -> list[DeviceSettings]:
    ids = [one.id for one in targets]
    documents = remote.wanted_by_device(conn)
    heard, told = remote.heard_by_device(conn, ids), remote.told_by_device(conn, ids)
    return [
        _device(one, documents.get(one.id), heard[one.id], told.get(one.id), wanted(one, layers))
        for one in targets
    ]


def _device(
    target: Target,
    document: remote.Wanted | None,
    heard: remote.Heard,
    told: remote.Told | None,
    content: Values,
) -> DeviceSettings:
    number = document.number if document else 0
    said = heard.state
    values = told.content if told else {}
    before = {key: values[key] for key in content if key in values}
    return DeviceSettings(
        target=target,
        state=_state(number, content, document, heard),
        wanted=number,
        acting=said.acting if said else 0,
        why=said.why if said and said.refused and said.refused == said.newest else "",
        different=changes(before, content) if values else [],
        values=values,
    )


def _state(
    number: int, content: Values, document: remote.Wanted | None, heard: remote.Heard
) -> State:
    said = heard.state
    if not content and not number:
        return "own"
    if document is None or document.content != content:
        return "coming" if heard.online else "waiting"
    if said is None:
        return "unable" if heard.online else "waiting"
    if said.refused == number:
        return "refused"
    if said.acting == number:
        return "trying" if said.trying else "acting"
    return "coming" if heard.online else "waiting"
