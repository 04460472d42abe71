"""What a release is, where its files lie on the hub, and which version a device is to have.

A release is what `otklik-card bundle` collects, signed: the manifest of each kind of machine is a
target of The Update Framework (TUF), and so is each wheel and model. Pure.
"""

import re
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

Role = Literal["kiosk", "camera"]
VERSION_PATTERN: Final = r"^[0-9]{1,6}(\.[0-9]{1,6}){1,3}(rc[0-9]{1,4})?$(?!\n)"
STAGING: Final = "staging"
"""The delegated role that says who gets which version: signed by the hub, day by day."""
WANTED_PATH: Final = "staging/wanted"
"""The target of that role. It has no content; what is wanted stands beside it, as custom data."""
URL_PATH: Final = "/updates"
"""Below the address of the hub's pages."""
PART_BYTES: Final = 4 * 1024 * 1024
"""Asked for at once, and given by the hub at most: no device holds a connection for long."""
_VERSION = re.compile(VERSION_PATTERN)

Version = Annotated[str, Meta(pattern=VERSION_PATTERN)]
_Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
_FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$(?!\n)")]


class ReleaseFile(Struct, frozen=True, kw_only=True):
    """One file of a release. `size`: bytes."""

    sha256: _Sha256
    size: Annotated[int, Meta(ge=0, le=2_000_000_000)]


class Release(Struct, frozen=True, kw_only=True):
    """A bundle's manifest as a device reads it; `firmware_config.domain.bundle` writes it."""

    version: Version
    arch: Literal["aarch64", "x86_64"]
    python: Annotated[str, Meta(pattern=r"^3\.[0-9]{1,3}$(?!\n)")]
    roles: dict[Role, list[_FileName]]
    models: list[_FileName]
    files: dict[str, ReleaseFile]

    def __post_init__(self) -> None:
        for role in self.roles:
            for path in self.paths(role):
                if path not in self.files:
                    raise ValueError(f"{path} has no checksum")

    def paths(self, role: Role) -> list[str]:
        """The files that a device of this role needs, such as `wheels/x.whl`, sorted."""
        models = self.models if role == "camera" else []
        wheels = [f"wheels/{name}" for name in self.roles.get(role, [])]
        return sorted([*wheels, *(f"models/{name}" for name in models)])

    def size_of(self, role: Role) -> int:
        """The bytes of these files."""
        return sum(self.files[path].size for path in self.paths(role))

    def requirements(self, role: Role) -> str:
        """The wheels with their checksums, as pip reads them: nothing else fits."""
        lines = []
        for wheel in sorted(self.roles[role]):
            name, version = wheel.split("-")[:2]
            checksum = self.files[f"wheels/{wheel}"].sha256
            lines.append(f"{name}=={version} --hash=sha256:{checksum}\n")
        return "".join(lines)


class Wanted(Struct, frozen=True, kw_only=True):
    """Which version is given out, and to whom. `version` empty: none.

    A device that is not meant keeps what it has. `devices`: as `device_mark` has them, so that
    nobody who reads along learns the names of shops.
    """

    version: Annotated[str, Meta(max_length=40)] = ""
    everybody: bool = False
    devices: Annotated[list[Annotated[str, Meta(max_length=32)]], Meta(max_length=20_000)] = []


def order_of(version: str) -> tuple[int, ...]:
    """A key by which versions sort; `1.2rc1` comes before `1.2`, and `1.2` equals `1.2.0`.

    Raises:
        ValueError: it is no version that Otklik releases.
    """
    if not _VERSION.match(version):
        raise ValueError(f"{version!r} is no version such as 1.2.0 or 1.2.0rc1")
    numbers, _, candidate = version.partition("rc")
    parts = [int(part) for part in numbers.split(".")]
    return (*parts, *([0] * (4 - len(parts))), int(candidate) if candidate else 10_000)


def manifest_path(version: str, arch: str, python: str) -> str:
    """Where a release's manifest for a kind of machine lies, below the targets."""
    return f"releases/{version}/{arch}-python{python}.json"


def file_path(path: str, sha256: str) -> str:
    """Where a file lies, below the targets: by its content, so that releases share it."""
    return f"files/{sha256}/{path.rpartition('/')[2]}"
