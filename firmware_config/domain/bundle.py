"""What a bundle is: for which machine, which files, and what pip is told on the device."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from msgspec import Struct

from firmware_config.domain.card import System
from firmware_config.domain.fleet import Role

Arch = Literal["aarch64", "x86_64"]

BUNDLE_FILE: Final = "otklik-bundle.tar"
"""Its name on the boot partition."""
EXTRAS: Final[Mapping[Role, tuple[str, ...]]] = {"kiosk": ("kiosk",), "camera": ("vision",)}
SHARED_EXTRAS: Final = ("identity", "update")
"""Those of any device, where Otklik's wheel offers them."""
PYTHONS: Final[Mapping[System, str]] = {"bookworm": "3.11", "trixie": "3.13"}
"""The Python that each Raspberry Pi OS brings."""
_GLIBC_MINOR: Final = {"3.11": 36, "3.13": 41}
_OLDEST_GLIBC_MINOR: Final = 17


@dataclass(frozen=True)
class Machine:
    """What wheels must fit. `python`: such as `3.13`."""

    arch: Arch
    python: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """Platform tags (PEP 600), the newest first: glibc of that system and older ones."""
        minors = range(_GLIBC_MINOR[self.python], _OLDEST_GLIBC_MINOR - 1, -1)
        names = [f"manylinux_2_{minor}_{self.arch}" for minor in minors]
        return (*names, f"manylinux2014_{self.arch}", f"linux_{self.arch}")

    @property
    def markers(self) -> dict[str, str]:
        """The values that a requirement's conditions (PEP 508) have on that machine."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.arch,
            "platform_python_implementation": "CPython",
            "platform_system": "Linux",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
        }


class BundledFile(Struct, frozen=True, kw_only=True):
    """One file of a bundle. `sha256`: 64 hex digits. `size`: bytes."""

    sha256: str
    size: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What a bundle says it holds.

    `version`: Otklik's. `roles`: wheels of each role, by file name. `models`: file names; cameras
    take all. `files`: every file by its path below the bundle's folder.
    """

    version: str
    arch: Arch
    python: str
    roles: dict[Role, list[str]]
    models: list[str]
    files: dict[str, BundledFile]

    def paths(self, role: Role) -> list[str]:
        """The files that a device of this role needs, sorted."""
        models = self.models if role == "camera" else []
        wheels = [f"wheels/{name}" for name in self.roles[role]]
        return sorted([*wheels, *(f"models/{name}" for name in models)])


def lock_text(manifest: Manifest, role: Role) -> str:
    """The requirements of a role with their checksums, as pip reads them: nothing else fits."""
    lines = []
    for wheel in sorted(manifest.roles[role]):
        name, version = wheel.split("-")[:2]
        sha256 = manifest.files[f"wheels/{wheel}"].sha256
        lines.append(f"{name}=={version} --hash=sha256:{sha256}\n")
    return "".join(lines)
