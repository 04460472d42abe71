"""A folder in which the units are installed as on a machine, and the broker as shipped."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_config.domain.broker_files import acl_text, password_line
from tests.support.broker import Broker
from tests.systemd.support import (
    PASSWORDS,
    REPOSITORY,
    UNITS,
    setting,
    shipped_broker_settings,
)


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with every unit in it, and a stub for each program they start."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, which comes with systemd")
    root = tmp_path_factory.mktemp("machine")
    system = root / "etc/systemd/system"
    system.mkdir(parents=True)
    shutil.copytree(
        REPOSITORY / "systemd/otklik-.service.d",
        system / "otklik-.service.d",
    )
    for unit in UNITS:
        shutil.copy(unit, system)
        program = root / setting(unit, "ExecStart").split()[0].lstrip("/")
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    for target in ("sysinit", "basic", "shutdown", "multi-user", "network"):
        (system / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n")
    return root


@pytest.fixture(scope="session")
def shipped_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Mosquitto as we ship it, with a hub and two devices that have passwords."""
    folder = tmp_path_factory.mktemp("broker")
    (folder / "acl").write_text(acl_text([("north-3", "door"), ("north-3", "till")]))
    (folder / "passwords").write_text(
        "".join(
            f"{password_line(user, password, bytes(range(12)))}\n"
            for user, password in PASSWORDS.items()
        )
    )
    (folder / "passwords").chmod(0o600)
    broker = Broker(folder, extra=shipped_broker_settings(folder))
    broker.start()
    yield broker
    broker.stop()
