"""What was measured, written into `[detection]` of the settings without touching the rest."""

import tomllib
from collections.abc import Mapping

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable

from edge_vision.errors import SetupError
from edge_vision.settings import VisionSettings
from wire.errors import SettingsError
from wire.settings import build

TABLE = "detection"


def retuned(text: str, values: Mapping[str, int | float]) -> str:
    """The settings with other values in `[detection]`; comments and order stay.

    Args:
        text: TOML, valid settings.
        values: by the name of the setting.

    Raises:
        SettingsError: the result is no valid settings file.
        SetupError: the file is written in a way that cannot be edited without harm.
    """
    try:
        document = tomlkit.parse(text)
        if TABLE not in document:
            document.append(TABLE, tomlkit.table())
        table = document[TABLE]
        if isinstance(table, AbstractTable):
            for key, value in values.items():
                if table.get(key) != value:
                    table[key] = value
        after = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise SettingsError("settings", [f"is not TOML: {error}"]) from error
    _check(text, after, values)
    return after


def _check(before: str, after: str, values: Mapping[str, int | float]) -> None:
    """Raise unless the result is valid and differs in these values only."""
    wanted, raw = tomllib.loads(before), tomllib.loads(after)
    build(VisionSettings, raw, source="the settings with what was measured")
    wanted[TABLE] = {**wanted.get(TABLE, {}), **values}
    if raw != wanted:
        raise SetupError(
            "The settings file is written in a way that cannot be edited without harm: write "
            "[detection] as a table of its own."
        )
