"""Collecting a bundle: wheels of each role, models, and at the end the manifest."""

import shutil
from collections.abc import Callable, Collection
from importlib.metadata import version
from pathlib import Path

from firmware_config.bundle.store import MANIFEST, record, write_manifest
from firmware_config.bundle.wheels import Fetch, needed_wheels, offered_extras, pins, version_of
from firmware_config.domain.bundle import EXTRAS, SHARED_EXTRAS, Machine, Manifest
from firmware_config.domain.fleet import Role
from firmware_config.errors import BundleError


def collect(
    folder: Path,
    machine: Machine,
    roles: Collection[Role],
    *,
    own_wheel: Path,
    constraints: str,
    models: Path | None,
    fetch: Fetch,
    say: Callable[[str], None],
) -> Manifest:
    """Make `folder` a bundle. What is there already and fits is not fetched again.

    Args:
        folder: the bundle's.
        machine: what the cards are for.
        roles: of the fleet.
        own_wheel: Otklik's, in `folder`/wheels.
        constraints: exact versions, the text of constraints.txt.
        models: a folder of `.onnx` files; None: cameras count by motion.
        fetch: see `needed_wheels`.
        say: is told each step in a line.

    Raises:
        BundleError: something is missing. The folder is then no bundle.
    """
    (folder / MANIFEST).unlink(missing_ok=True)
    # Devices install with the pip that is carried along: Debian keeps it in a package of its own.
    known = pins(constraints, machine) | {"pip": f"pip=={version('pip')}"}
    wheels = {role: _wheels_of(role, own_wheel, known, machine, fetch) for role in sorted(roles)}
    kept = {path for each in wheels.values() for path in each}
    for path in set((folder / "wheels").glob("*.whl")) - kept:
        path.unlink()
    names = _copy_models(models, folder / "models")
    paths = [*(f"wheels/{path.name}" for path in kept), *(f"models/{name}" for name in names)]
    manifest = Manifest(
        version=version_of(own_wheel),
        arch=machine.arch,
        python=machine.python,
        roles={role: [path.name for path in each] for role, each in wheels.items()},
        models=names,
        files={path: record(folder, path) for path in sorted(paths)},
    )
    write_manifest(folder, manifest)
    for role, each in wheels.items():
        say(f"{role:10} {len(each)} wheels, {_megabytes(manifest, role)} MB on the card")
    return manifest


def _wheels_of(
    role: Role, own_wheel: Path, known: dict[str, str], machine: Machine, fetch: Fetch
) -> list[Path]:
    offered = offered_extras(own_wheel)
    extras = [*EXTRAS[role], *(extra for extra in SHARED_EXTRAS if extra in offered)]
    needed = needed_wheels(own_wheel, extras, known, machine, fetch)
    pip = known["pip"].replace("==", "-")
    if not any(path.name.startswith(pip) for path in needed):
        if not (found := sorted(own_wheel.parent.glob(f"{pip}-*.whl"))):
            fetch([known["pip"]], own_wheel.parent)
            found = sorted(own_wheel.parent.glob(f"{pip}-*.whl"))
        needed += found
    return sorted(needed)


def _copy_models(source: Path | None, folder: Path) -> list[str]:
    """File names of the models, now in `folder`, and nothing else there."""
    shutil.rmtree(folder, ignore_errors=True)
    if source is None:
        return []
    found = sorted(source.glob("*.onnx"))
    if not found:
        raise BundleError(f"{source} holds no model (.onnx): see `otklik-vision models list`.")
    folder.mkdir(parents=True)
    for path in found:
        shutil.copyfile(path, folder / path.name)
    return [path.name for path in found]


def _megabytes(manifest: Manifest, role: Role) -> int:
    return round(sum(manifest.files[path].size for path in manifest.paths(role)) / 1e6)
