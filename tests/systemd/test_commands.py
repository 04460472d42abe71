"""The units start commands that exist."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.systemd.support import REPOSITORY, UNITS, setting


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_command_is_installed_and_has_the_subcommand(unit: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    program, subcommand, *options = setting(unit, "ExecStart").split()
    if program in ("/usr/bin/systemctl", "/bin/sh"):
        return
    module = project["scripts"][Path(program).name].partition(":")[0]
    help_text = subprocess.run(
        [sys.executable, "-m", module, subcommand, *options, "--help"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=REPOSITORY,
    )
    assert help_text.returncode == 0, help_text.stderr
    assert "--settings" in help_text.stdout
