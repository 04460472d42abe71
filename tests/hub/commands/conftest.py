"""The settings of a hub with one shop."""

from pathlib import Path

import pytest

from hub.__main__ import main


@pytest.fixture
def settings(tmp_path: Path) -> list[str]:
    """What follows a command's own words."""
    file = tmp_path / "hub.toml"
    file.write_text(f'[store]\npath = "{tmp_path}/hub.sqlite"\n')
    words = ["--settings", str(file)]
    assert main(["site", "add", "north", "--timezone", "Europe/Riga", *words]) == 0
    return words
