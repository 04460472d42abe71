"""A real environment by real pip, from tiny wheels and without an index."""

import ensurepip
import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.wire.update.device import Device
from tests.wire.update.organisation import Organisation, served, wheel
from wire.update.errors import InstallError
from wire.update.install import install
from wire.update.machine import run, this_kind
from wire.update.release import Release, ReleaseFile, Wanted

PIPS = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
MAIN = """
import sys
def main():
    print("tiny", sys.argv[1:])
    sys.exit(0 if "--offline" in sys.argv else 1)
"""


@pytest.fixture(scope="module")
def wheels() -> dict[str, bytes]:
    if not PIPS:
        pytest.skip("this Python brings no wheel of pip (Debian's keeps it elsewhere)")
    made = wheel("otklik", "1.1.0", {"tiny.py": MAIN}, {"otklik-kiosk": "tiny:main"})
    return {"otklik-1.1.0-py3-none-any.whl": made, PIPS[-1].name: PIPS[-1].read_bytes()}


def release_of(wheels: dict[str, bytes], folder: Path) -> Release:
    (folder / "wheels").mkdir(parents=True)
    files = {}
    for name, content in wheels.items():
        (folder / "wheels" / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        files[f"wheels/{name}"] = ReleaseFile(sha256=digest, size=len(content))
    kind = this_kind()
    return Release(
        version="1.1.0",
        arch="x86_64",
        python=kind.python,
        roles={"kiosk": list(wheels)},
        models=[],
        files=files,
    )


def test_pip_refuses_a_wheel_that_changed_after_the_check(
    wheels: dict[str, bytes], device: Device, tmp_path: Path
) -> None:
    release = release_of(wheels, tmp_path / "files")
    other = wheel("otklik", "1.1.0", {"tiny.py": "evil = 1\n"}, {})
    (tmp_path / "files/wheels/otklik-1.1.0-py3-none-any.whl").write_bytes(other)
    with pytest.raises(InstallError, match="could not be installed"):
        install(device.places, release, "kiosk", tmp_path / "files", run)
    assert not device.places.is_whole("1.1.0")


def test_the_whole_way_with_a_real_environment(
    wheels: dict[str, bytes],
    organisation: Organisation,
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organisation.release("1.1.0", wheels)
    organisation.give_out(Wanted(version="1.1.0", everybody=True))
    with served(organisation.hub, part=10**6) as (url, _):
        assert device.fetch(url).state == "ready"
    monkeypatch.setattr(device, "run", run)
    assert device.apply() == "1.1.0 runs, and is healthy."
    made = device.places.opt / "venv/bin/otklik-kiosk"
    assert subprocess.run([str(made), "run"], check=False, capture_output=True).returncode == 1
