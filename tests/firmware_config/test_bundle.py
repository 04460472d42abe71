"""A bundle holds exactly what a device needs, for that device's processor, or says what lacks."""

import tarfile
import zipfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

import pytest

from firmware_config.bundle.collect import collect
from firmware_config.bundle.store import check_fits, read_manifest, software_of
from firmware_config.bundle.wheels import pins
from firmware_config.card.fat import read_file, write_files
from firmware_config.cli import main
from firmware_config.domain.bundle import BUNDLE_FILE, Machine
from firmware_config.domain.fleet import Role
from firmware_config.errors import BundleError, CardError
from tests.firmware_config.card_parts import START, card_image, needs_fat

PI = Machine("aarch64", "3.13")
OLD_PI = Machine("aarch64", "3.11")
CONSTRAINTS = """
alpha==1.0 ; python_full_version < '3.12'
alpha==2.0 ; python_full_version >= '3.12'
beta-gamma==3.1 ; sys_platform == 'win32'
beta-gamma==3.0 ; sys_platform == 'linux'
lgpio==0.2.2
"""
NEEDS = {
    "otklik": [
        "alpha>=1",
        'lgpio; extra == "kiosk" and python_version < "3.13" and platform_machine == "aarch64"',
        'otklik[shared]; extra == "kiosk"',
        'beta.gamma[more]; extra == "shared"',
        'absent; extra == "vision"',
        'win; sys_platform == "win32"',
    ],
    "beta_gamma": ['alpha; extra == "more"'],
}


def a_wheel(folder: Path, name: str, version: str, tag: str = "py3-none-any") -> Path:
    """A wheel without code."""
    path = folder / f"{name}-{version}-{tag}.whl"
    extras = ("kiosk", "shared", "vision") if name == "otklik" else ("more",)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Provides-Extra: {x}" for x in extras)]
    lines += [f"Requires-Dist: {need}" for need in NEEDS.get(name, [])]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n")
    return path


class Shelf:
    """A package index in memory that notes what it was asked for."""

    def __init__(self, tag: str = "py3-none-any") -> None:
        self.asked: list[str] = []
        self._tag = tag

    def __call__(self, wanted: Collection[str], folder: Path) -> None:
        for each in wanted:
            self.asked.append(each)
            name, version = each.split("==")
            tag = "py3-none-any" if name == "pip" else self._tag
            a_wheel(folder, name.replace("-", "_"), version, tag)


def collected(
    folder: Path,
    fetch: Shelf,
    *,
    machine: Machine = PI,
    roles: tuple[Role, ...] = ("kiosk",),
    models: Path | None = None,
) -> list[str]:
    """Names and versions of the wheels of a kiosk."""
    (folder / "wheels").mkdir(parents=True, exist_ok=True)
    own = a_wheel(folder / "wheels", "otklik", "1.2.3")
    manifest = collect(
        folder,
        machine,
        roles,
        own_wheel=own,
        constraints=CONSTRAINTS,
        models=models,
        fetch=fetch,
        say=lambda _line: None,
    )
    return ["-".join(name.split("-")[:2]) for name in manifest.roles["kiosk"]]


def test_conditions_are_judged_for_the_device_and_not_for_this_machine(tmp_path: Path) -> None:
    new = collected(tmp_path / "new", Shelf())
    old = collected(tmp_path / "old", Shelf(), machine=OLD_PI)
    assert [name for name in new if "pip" not in name] == [
        "alpha-2.0", "beta_gamma-3.0", "otklik-1.2.3",
    ]  # fmt: skip
    assert {"alpha-1.0", "lgpio-0.2.2"} <= set(old)
    assert sum(name.startswith("pip-") for name in new) == 1


def test_what_is_there_is_not_fetched_again_and_the_rest_is_removed(tmp_path: Path) -> None:
    collected(tmp_path, Shelf())
    stray = a_wheel(tmp_path / "wheels", "alpha", "0.9")
    again = Shelf()
    collected(tmp_path, again)
    assert again.asked == []
    assert not stray.exists()


@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        ("cp313-cp313-manylinux_2_28_aarch64", True),
        ("cp39-abi3-manylinux2014_aarch64", True),
        ("cp313-cp313-manylinux_2_28_x86_64", False),
        ("cp311-cp311-manylinux_2_28_aarch64", False),
        ("cp313-cp313-manylinux_2_45_aarch64", False),
    ],
)
def test_only_wheels_that_run_there_are_taken(tmp_path: Path, tag: str, fits: bool) -> None:
    if fits:
        assert "alpha-2.0" in collected(tmp_path, Shelf(tag))
        return
    with pytest.raises(BundleError, match=r"no wheel of alpha==2\.0 for aarch64 and Python 3\.13"):
        collected(tmp_path, Shelf(tag))
    with pytest.raises(BundleError, match="no complete bundle"):
        read_manifest(tmp_path)


def test_a_package_without_a_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no version of absent: run `make constraints`"):
        collected(tmp_path, Shelf(), roles=("camera",))


def test_a_card_carries_its_role_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "people.onnx").write_bytes(b"net")
    collected(tmp_path / "b", Shelf(), models=models)
    manifest = read_manifest(tmp_path / "b")
    first, again = (software_of(tmp_path / "b", manifest, "kiosk") for _ in range(2))
    assert first == again
    with tarfile.open(fileobj=BytesIO(first.content)) as tar:
        names = tar.getnames()
        lock = tar.extractfile("requirements.txt")
        assert lock is not None
        text = lock.read().decode()
    assert "wheels/alpha-2.0-py3-none-any.whl" in names
    assert not any(name.startswith("models/") for name in names)
    digest = manifest.files["wheels/alpha-2.0-py3-none-any.whl"].sha256
    assert f"alpha==2.0 --hash=sha256:{digest}\n" in text
    with pytest.raises(BundleError, match="nothing for a camera"):
        software_of(tmp_path / "b", manifest, "camera")


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="holds no model"):
        collected(tmp_path / "b", Shelf(), models=tmp_path)


def test_a_bundle_that_changed_since_is_refused(tmp_path: Path) -> None:
    collected(tmp_path, Shelf())
    manifest = read_manifest(tmp_path)
    wheel = tmp_path / "wheels/alpha-2.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"x")
    with pytest.raises(BundleError, match=r"alpha.* is not as it was collected"):
        software_of(tmp_path, manifest, "kiosk")
    wheel.unlink()
    with pytest.raises(BundleError, match=r"lacks wheels/alpha"):
        software_of(tmp_path, manifest, "kiosk")


@pytest.mark.parametrize(
    ("python", "version", "said"),
    [("3.13", "1.2.3", ""), ("3.11", "1.2.3", "Python 3.13"), ("3.13", "2.0", "Otklik 1.2.3")],
)
def test_a_bundle_for_something_else_is_refused(
    tmp_path: Path, python: str, version: str, said: str
) -> None:
    collected(tmp_path, Shelf())
    manifest = read_manifest(tmp_path)
    if not said:
        check_fits(tmp_path, manifest, python, version)
        return
    with pytest.raises(BundleError, match=said):
        check_fits(tmp_path, manifest, python, version)


def test_pins_are_those_of_the_machine() -> None:
    assert pins(CONSTRAINTS, OLD_PI)["alpha"] == "alpha==1.0"
    assert pins(CONSTRAINTS, PI)["beta-gamma"] == "beta-gamma==3.0"


# --- on the command line -------------------------------------------------------------------------


@needs_fat
def test_write_takes_the_fleets_bundle_and_verify_looks_at_it(
    fleet: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("firmware_config.bundle.cli.version", lambda _name: "1.2.3")
    bundle, card = Path(fleet[0]) / "bundle", tmp_path / "card.img"
    collected(bundle, Shelf())
    card_image(card)
    assert main(["write", *fleet, "--to", str(card)]) == 0
    assert "carries Otklik 1.2.3 for aarch64" in capsys.readouterr().out
    packed = software_of(bundle, read_manifest(bundle), "kiosk")
    assert read_file(card, START, BUNDLE_FILE) == packed.content
    assert packed.sha256.encode() in read_file(card, START, "user-data")
    assert main(["verify", *fleet, "--to", str(card)]) == 0
    assert main(["verify", *fleet, "--to", str(card), "--no-bundle"]) == 1
    assert main(["plan", fleet[0]]) == 0
    assert f"{len(packed.content)} bytes, Otklik 1.2.3, {packed.sha256}" in capsys.readouterr().out
    (bundle / "manifest.json").unlink()
    assert main(["write", *fleet, "--to", str(card)]) == 1
    assert "holds no complete bundle: run `otklik-card bundle` again" in capsys.readouterr().err


@needs_fat
def test_a_boot_partition_that_is_too_small_is_named(tmp_path: Path) -> None:
    card_image(tmp_path / "card.img")
    with pytest.raises(CardError, match="too small for what the card carries"):
        write_files(tmp_path / "card.img", START, {BUNDLE_FILE: bytes(5_000_000)})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "/no/such/folder"], "has no constraints.txt"),
        (["--wheel", "/no/such.whl"], "cannot be copied"),
    ],
)
def test_what_cannot_be_collected_is_one_sentence(
    fleet: list[str], arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bundle", fleet[0], *arguments]) == 1
    assert said in capsys.readouterr().err


def test_a_fleet_without_devices_needs_no_software(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, key = str(tmp_path / "stores"), str(tmp_path / "key")
    main(["fleet", "init", folder, "--organisation", "E", "--broker", "b", "--key", key])
    assert main(["bundle", folder]) == 1
    assert "has no device yet" in capsys.readouterr().err
