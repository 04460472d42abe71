"""A device with version 1.0.0 on it, and the organisation it belongs to."""

from pathlib import Path

import pytest

from tests.wire.update.device import Device
from tests.wire.update.organisation import Organisation


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path / "organisation")


@pytest.fixture
def device(tmp_path: Path, organisation: Organisation) -> Device:
    return Device(tmp_path / "device", organisation.root)
