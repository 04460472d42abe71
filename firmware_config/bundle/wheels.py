"""Which wheels a device needs: requirements and conditions read for another machine than this.

`pip download` judges conditions such as `platform_machine == 'aarch64'` by the machine it runs on,
so the way from requirement to requirement is walked here and pip is asked for exact versions.
"""

import email
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from firmware_config.domain.bundle import Machine
from firmware_config.errors import BundleError

Fetch = Callable[[Collection[str], Path], None]
"""Brings wheels of `name==version` into a folder, or raises BundleError."""


def pins(constraints: str, machine: Machine) -> dict[str, str]:
    """`name==version` of each package that constraints.txt pins for that machine, by name."""
    lines = (line.partition("#")[0].strip() for line in constraints.splitlines())
    wanted = [Requirement(line) for line in lines if line]
    return {
        canonicalize_name(each.name): f"{canonicalize_name(each.name)}{each.specifier}"
        for each in wanted
        if each.marker is None or each.marker.evaluate(machine.markers)
    }


def needed_wheels(
    wheel: Path, extras: Iterable[str], known: dict[str, str], machine: Machine, fetch: Fetch
) -> list[Path]:
    """Otklik's wheel and all it needs on that machine, fetched into its folder where missing.

    Args:
        wheel: Otklik's own.
        extras: of Otklik.
        known: exact versions, see `pins`.
        machine: where it will run.
        fetch: asked once for each round of requirements of requirements.

    Raises:
        BundleError: a package is not pinned, or there is no wheel of it for that machine.
    """
    folder, found = wheel.parent, {"otklik": wheel}
    todo: set[tuple[str, str]] = {("otklik", ""), *(("otklik", extra) for extra in extras)}
    done: set[tuple[str, str]] = set()
    while todo:
        _bring({name for name, _ in todo} - set(found), found, known, machine, folder, fetch)
        done |= todo
        todo = {
            (str(canonicalize_name(need.name)), extra)
            for name, wanted in todo
            for need in _needs(found[name], wanted, machine)
            for extra in ("", *need.extras)
        } - done
    return sorted(found.values())


def offered_extras(wheel: Path) -> set[str]:
    """The extras that a wheel knows."""
    return set(_metadata(wheel).get_all("Provides-Extra", []))


def version_of(wheel: Path) -> str:
    """The version in a wheel's name."""
    return str(parse_wheel_filename(wheel.name)[1])


def _bring(
    names: set[str],
    found: dict[str, Path],
    known: dict[str, str],
    machine: Machine,
    folder: Path,
    fetch: Fetch,
) -> None:
    """Add the wheels of these packages to `found`."""
    if unpinned := sorted(names - set(known)):
        raise BundleError(
            f"constraints.txt names no version of {', '.join(unpinned)}: run `make constraints`."
        )
    here = _fitting(folder, machine)
    if missing := sorted(known[name] for name in names if known[name] not in here):
        fetch(missing, folder)
        here = _fitting(folder, machine)
    for name in names:
        if known[name] not in here:
            raise BundleError(
                f"There is no wheel of {known[name]} for {machine.arch} and Python "
                f"{machine.python}: choose another version in constraints.txt."
            )
        found[name] = here[known[name]]


def _fitting(folder: Path, machine: Machine) -> dict[str, Path]:
    """The wheels in a folder that fit, by `name==version`."""
    tags, found = _tags(machine), {}
    for path in sorted(folder.glob("*.whl")):
        name, version, _, own = parse_wheel_filename(path.name)
        if own & tags:
            found[f"{name}=={version}"] = path
    return found


def _tags(machine: Machine) -> frozenset[Tag]:
    major, minor = (int(part) for part in machine.python.split("."))
    python, interpreter = (major, minor), f"cp{major}{minor}"
    return frozenset(
        (
            *cpython_tags(python, [interpreter], machine.platforms),
            *compatible_tags(python, interpreter, machine.platforms),
        )
    )


def _needs(wheel: Path, extra: str, machine: Machine) -> list[Requirement]:
    wanted = [Requirement(line) for line in _metadata(wheel).get_all("Requires-Dist", [])]
    place = machine.markers | {"extra": extra}
    return [each for each in wanted if each.marker is None or each.marker.evaluate(place)]


def _metadata(wheel: Path) -> "email.message.Message[str, str]":
    try:
        with zipfile.ZipFile(wheel) as file:
            name = next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
            return email.message_from_bytes(file.read(name))
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise BundleError(f"{wheel} is no wheel ({error}): delete it and start again.") from error
