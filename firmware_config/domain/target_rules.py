"""Which disk may be written: everything is refused that is not plainly a card."""

from dataclasses import dataclass
from typing import Final

GIGABYTE: Final = 1_000_000_000
DEFAULT_MAX_GB: Final = 256
_SYSTEM_MOUNTS: Final = {
    "/",
    "/boot",
    "/boot/efi",
    "/boot/firmware",
    "/home",
    "/usr",
    "/var",
    "[SWAP]",
}
_MEMBERS: Final = {"LVM2_member", "linux_raid_member", "zfs_member", "crypto_LUKS"}


@dataclass(frozen=True, kw_only=True)
class Target:
    """A disk, or a file in the place of one.

    Attributes:
        path: what the person wrote.
        name: the disk's own name, such as `sdb`; for a file its name.
        kind: `disk`, `file`, or what lsblk calls it (`part`, `loop`, `rom`).
        model: maker and model; empty where unknown.
        size_bytes: what it holds; None for a file that is not there yet.
        removable: by its own word, or by being a memory card or on USB.
        read_only: the write-protect switch.
        mounts: where anything on it is mounted, `[SWAP]` included.
        contents: kinds of file system on it.
    """

    path: str
    name: str
    kind: str
    model: str = ""
    size_bytes: int | None = None
    removable: bool = True
    read_only: bool = False
    mounts: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What people recognise it by: path, model and size."""
        size = "new file" if self.size_bytes is None else readable_size(self.size_bytes)
        return f"{self.path} ({', '.join(part for part in (self.model, size) if part)})"


def refusals(
    target: Target, *, needed_bytes: int | None, max_gb: float, forced: str = ""
) -> list[str]:
    """Every reason not to write, one sentence each with its cure. Empty: it may be written.

    Args:
        target: the disk.
        needed_bytes: the image's size; None where its file does not say.
        max_gb: disks above this are taken for backups rather than cards, in 10^9 bytes.
        forced: the disk's name as typed by a person, which waives what `_doubts` finds.
    """
    return _bars(target, needed_bytes) + (
        [] if forced == target.name else _doubts(target, max_gb, forced)
    )


def _bars(target: Target, needed_bytes: int | None) -> list[str]:
    """What no force waives."""
    found = []
    if target.kind not in ("disk", "file"):
        found.append(
            f"it is a {target.kind}, not a whole disk; name the disk, such as /dev/sdb or "
            "/dev/mmcblk0"
        )
    if target.kind == "file" and not target.name.endswith(".img"):
        found.append("it is an ordinary file; a file in the place of a card must end in .img")
    if target.read_only:
        found.append("it is write-protected; slide the switch on the card's side")
    size = target.size_bytes
    if size == 0:
        found.append("it holds nothing; put a card into the reader")
    elif size is not None and needed_bytes is not None and size < needed_bytes:
        found.append(
            f"it is too small: it holds {readable_size(size)}, the image needs "
            f"{readable_size(needed_bytes)}; take a larger card"
        )
    return found


def _doubts(target: Target, max_gb: float, forced: str) -> list[str]:
    """What a person may waive by typing the disk's name."""
    cure = f"if it is the one you mean, add --force {target.name}"
    found = []
    system = sorted(_SYSTEM_MOUNTS & set(target.mounts))
    if system:
        found.append(f"it holds the running system ({', '.join(system)}); {cure}")
    elif target.mounts:
        found.append(f"it is in use ({', '.join(target.mounts)}): unmount it first; {cure}")
    if members := sorted(_MEMBERS & set(target.contents)):
        found.append(f"it is part of a larger volume ({', '.join(members)}); {cure}")
    if not target.removable:
        found.append(f"it is not removable; {cure}")
    if target.size_bytes is not None and target.size_bytes > max_gb * GIGABYTE:
        found.append(f"it is larger than {max_gb:g} GB; {cure}, or raise --max-size-gb")
    if forced and found:
        found.append(f"--force {forced} names another disk than {target.name}")
    return found


def readable_size(size_bytes: float) -> str:
    """A size as printed on cards: powers of ten."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= size:
            return f"{size_bytes / size:.1f} {unit}"
    return f"{size_bytes:.0f} bytes"
