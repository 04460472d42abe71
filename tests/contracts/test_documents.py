"""What is written about the code agrees with the code."""

import json
from typing import Any

import msgspec
import pytest
import yaml
from msgspec import Struct, inspect

from docs.generate import asyncapi, generated
from edge_vision.settings import VisionSettings
from hub.alerts.told import Told, as_json
from hub.settings import HubSettings
from kiosk.settings import KioskSettings
from wire.topics import spell_alert

SETTINGS = [KioskSettings, VisionSettings, HubSettings]


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_a_generated_document_is_up_to_date(path: Any) -> None:
    assert path.read_text(encoding="utf-8") == generated()[path], "run `make docs`"


@pytest.mark.parametrize("kind", SETTINGS)
def test_every_setting_says_what_it_is(kind: type[Struct]) -> None:
    silent: list[str] = []
    find_silent(inspect.type_info(kind), kind.__name__, silent)
    assert not silent, f"without a description: {silent}"


def find_silent(kind: inspect.Type, path: str, silent: list[str]) -> None:
    """Note each setting below `kind` that has no description."""
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            find_silent(field.type, f"{path}.{field.name}", silent)
    elif isinstance(kind, inspect.ListType | inspect.VarTupleType):
        find_silent(kind.item_type, path, silent)
    elif isinstance(kind, inspect.UnionType):
        tables = (inspect.StructType, inspect.ListType)
        for part in kind.types:
            if isinstance(part, tables):
                find_silent(part, path, silent)
    elif isinstance(kind, inspect.Metadata):
        if not (kind.extra_json_schema or {}).get("description"):
            silent.append(path)
    else:
        silent.append(path)


def test_the_asyncapi_document_refers_to_nothing_that_is_not_there() -> None:
    document = yaml.safe_load(asyncapi())

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        if isinstance(part, list):
            return [found for value in part for found in references(value)]
        return []

    for reference in references(document):
        target = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in target, reference
            target = target[step]


def test_the_asyncapi_schemas_accept_what_the_code_writes() -> None:
    """A spot check that limits reach the document: a button beyond 6 is not in the schema."""
    button = yaml.safe_load(asyncapi())["components"]["schemas"]["Press"]["properties"]["button"]
    assert (button["minimum"], button["maximum"]) == (1, 6)
    assert msgspec.json.encode(button)


def test_alerts_are_described_as_they_are_published() -> None:
    described = yaml.safe_load(asyncapi())["components"]["schemas"]["Alert"]["properties"]
    told = Told(7, "queue", None, {"people": 6, "zone": "tills", "minutes": 5}, "opened", 0, 0)
    sent = json.loads(as_json(told))
    assert sent.keys() == described.keys()
    assert sent["kind"] in described["kind"]["enum"]
    assert sent["data"].keys() == described["data"]["properties"].keys()
    assert sent["data"]["kind"] in described["data"]["properties"]["kind"]["enum"]
    addresses = {one["address"] for one in yaml.safe_load(asyncapi())["channels"].values()}
    assert {spell_alert("riga").replace("riga", "{site}"), spell_alert(None)} <= addresses
