"""What a fleet means for each of its devices, and the faults no device can see by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.domain.boot_files import boot_files, masked
from firmware_config.domain.fleet import (
    Device,
    Role,
    fleet_faults,
    identity_faults,
    merged,
    settings_table,
)

tables = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.integers() | st.lists(st.integers()), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner | st.integers(), max_size=3),
    max_leaves=8,
)
ZONES = {"Europe/Berlin", "UTC"}


def device(
    site: str = "north-3",
    name: str = "door",
    *,
    role: Role = "kiosk",
    timezone: str = "Europe/Berlin",
    settings: dict[str, Any] | None = None,
) -> Device:
    return Device(
        site=site,
        name=name,
        role=role,
        shop="North, Main Street 3",
        timezone=timezone,
        settings=settings or {},
    )


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"t": {"a": 1, "b": 1}}, {"t": {"b": 2}}, {"t": {"a": 1, "b": 2}}),
        ({"l": [1, 2]}, {"l": [3]}, {"l": [3]}),
        ({"t": {"a": 1}}, {"t": 2}, {"t": 2}),
        ({"t": 2}, {"t": {"a": 1}}, {"t": {"a": 1}}),
    ],
)
def test_tables_are_merged_and_all_else_is_replaced(
    base: dict[str, Any], over: dict[str, Any], result: dict[str, Any]
) -> None:
    assert merged(base, over) == result


@given(tables, tables, tables)
def test_merging_layer_by_layer_or_at_once_is_the_same(
    one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]
) -> None:
    # A table that hides a plain value and comes in two parts is the one case where it may differ.
    if not _tables_hide_values(one, two, three):
        assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(one, {}) == one == merged({}, one) == merged(one, one)


def _tables_hide_values(*layers: Any) -> bool:
    kinds = {isinstance(layer, dict) for layer in layers if layer is not None}
    if len(kinds) > 1:
        return True
    if kinds != {True}:
        return False
    present = [layer for layer in layers if layer is not None]
    keys = {key for layer in present for key in layer}
    return any(_tables_hide_values(*(layer.get(key) for layer in present)) for key in keys)


def test_a_device_speaks_under_its_own_name_whatever_its_settings_say() -> None:
    other = {"device": {"site": "x"}, "broker": {"username": "hub", "keepalive_seconds": 60}}
    assert settings_table(device(settings=other), {"host": "hub.example", "port": 1883}) == {
        "device": {"site": "north-3", "name": "door"},
        "broker": {
            "host": "hub.example",
            "port": 1883,
            "keepalive_seconds": 60,
            "username": "north-3.door",
            "password_file": "mqtt-password",
        },
    }


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        ({}, []),
        ({"broker": {"port": 1884}}, []),
        ({"broker": 5}, []),
        ({"device": {"site": "x"}}, ["device"]),
        ({"broker": {"username": "hub"}}, ["broker.username"]),
        (
            {"device": {}, "broker": {"username": "", "password_file": "x"}},
            ["device", "broker.username", "broker.password_file"],
        ),
    ],
)
def test_a_device_does_not_choose_its_own_identity(
    settings: dict[str, Any], faults: list[str]
) -> None:
    assert identity_faults(device(settings=settings)) == [
        f"north-3/door: `{key}` follows from the device's place in the fleet file; leave it out"
        for key in faults
    ]


def test_every_fault_of_the_fleet_is_listed() -> None:
    devices = [
        device(),
        device(role="camera"),
        device(name="till"),
        device("south-1", timezone="Europe/Berlln"),
        device("south-1", "till", timezone="Europe/Berlln"),
    ]
    assert fleet_faults(devices, ["north-3", "south-1", "north-3"], ZONES) == [
        "the site `north-3` stands in 2 [[shops]] tables: put its devices into one of them",
        (
            "2 devices are called `north-3/door`: the broker lets only one of them in at a time; "
            "give each its own name"
        ),
        (
            "shop `south-1`: `timezone` = 'Europe/Berlln' is not known; write one such as "
            "Europe/Berlin"
        ),
    ]


def test_the_same_name_in_two_shops_is_two_devices() -> None:
    assert fleet_faults([device(), device("south-1")], ["north-3", "south-1"], ZONES) == []


@pytest.mark.parametrize(
    ("role", "path"), [("kiosk", "etc/otklik/kiosk.toml"), ("camera", "etc/otklik/vision.toml")]
)
def test_the_settings_stand_where_the_unit_looks_for_them(role: Role, path: str) -> None:
    files = boot_files(device(role=role), "[device]\n", organisation="Example Stores")
    assert files == {
        path: (
            f"# {role} north-3/door: North, Main Street 3, Example Stores (Europe/Berlin)\n"
            "# Written by otklik-card: change the fleet file and render it again.\n"
            "\n"
            "[device]\n"
        ).encode()
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('source = "rtsp://me:secret@10.0.0.5/1"', 'source = "rtsp://me:********@10.0.0.5/1"'),
        ("rtsp://:p@h rtsp://a:b:c@d@e/", "rtsp://:********@h rtsp://a:********@e/"),
        ('source = "rtsp://10.0.0.5:554/stream"', 'source = "rtsp://10.0.0.5:554/stream"'),
        ("http://me@host:80/a:b@c", "http://me@host:80/a:b@c"),
        ("no address: at@all", "no address: at@all"),
    ],
)
def test_passwords_inside_addresses_are_not_shown(text: str, shown: str) -> None:
    assert masked(text) == shown
