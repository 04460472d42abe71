"""A fleet of one device, described on disk."""

from pathlib import Path

import pytest

from firmware_config.cli import main


@pytest.fixture
def fleet(tmp_path: Path) -> list[str]:
    """What follows a command that writes a card for its device."""
    folder, key = str(tmp_path / "stores"), str(tmp_path / "key")
    main(["fleet", "init", folder, "--organisation", "E", "--broker", "b", "--key", key])
    main(["fleet", "add", "shop", folder, "n", "--name", "N", "--timezone", "Europe/Berlin"])
    main(["fleet", "add", "device", folder, "n/door", "--role", "kiosk"])
    return [folder, "--device", "n/door", "--key", key]
