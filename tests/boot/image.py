"""A Debian image laid out like Raspberry Pi OS: FAT `bootfs` with cmdline.txt, ext4 `rootfs`."""

import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Final

from firmware_config.card.fat import write_files
from firmware_config.domain.card import System

GUEST: Final = Path(__file__).parent / "guest"
MIRROR: Final = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
PACKAGES: Final = (
    *("linux-image-cloud-amd64", "initramfs-tools", "systemd-sysv", "udev", "dbus", "kmod"),
    *("network-manager", "systemd-timesyncd", "polkitd", "rfkill"),
    *("python3", "ca-certificates", "dosfstools", "e2fsprogs"),
)
"""No python3-venv and no pip: what an image may lack, the card brings."""
_MORE: Final[dict[System, tuple[str, ...]]] = {
    "trixie": ("cloud-init", "netplan.io"),
    "bookworm": ("openssh-server",),
}
BOOT_START: Final = 8 * 1024 * 1024
_BOOT_MB: Final = 128
_ROOT_MB: Final = 1200
_CMDLINE: Final = (
    b"console=ttyS0 root=LABEL=rootfs rootwait fsck.repair=yes panic=1 net.ifnames=0\n"
)
_FILES: Final = {
    "etc/fstab": "LABEL=rootfs / ext4 defaults,noatime 0 1\n"
    "LABEL=bootfs /boot/firmware vfat defaults 0 2\n",
    # Not `otklik-`: what locks in all units of that name would keep it from its line, which may
    # also not be there yet.
    "etc/systemd/system/boot-test-shell.service": "[Unit]\nDescription=a shell for the test\n"
    "StartLimitIntervalSec=0\n"
    "[Service]\nExecStart=/usr/bin/python3 /opt/boot-test/shell.py\nRestart=always\n"
    "RestartSec=1\n"
    "[Install]\nWantedBy=multi-user.target\n",
    # The shipped unit, with the serial line of the mock pins in the place of real pins.
    "etc/systemd/system/otklik-kiosk.service.d/50-test.conf": "[Service]\nExecStart=\n"
    "ExecStart=/opt/otklik/venv/bin/python /opt/boot-test/pins.py run "
    "--settings /etc/otklik/kiosk.toml\nDeviceAllow=/dev/ttyS1 rw\n"
    "SupplementaryGroups=dialout\n",
}
_CLOUD_FILES: Final = {
    # As in the image of Raspberry Pi OS.
    "etc/cloud/cloud.cfg.d/99_raspberry-pi.cfg": "datasource_list: [NoCloud, None]\n"
    "datasource:\n  NoCloud:\n    seedfrom: file:///boot/firmware\n",
} | {
    f"etc/systemd/system/{unit}.service.d/50-boot.conf": "[Unit]\n"
    "RequiresMountsFor=/boot/firmware\n"
    for unit in ("cloud-init-main", "cloud-init-local")
}


def root_archive(folder: Path, system: System) -> Path:
    """The packages of a Debian release as a tar; made once."""
    archive = folder / f"{system}-amd64.tar"
    if not archive.exists():
        part = folder / "part.tar"
        run(
            *("mmdebstrap", "--mode=root", "--variant=apt"),
            *(f"--include={','.join(PACKAGES + _MORE[system])}", system, str(part), MIRROR),
            seconds=1500,
        )
        part.rename(archive)
    return archive


def make_image(archive: Path, folder: Path, system: System) -> Path:
    """`debian.img`, with kernel and initrd beside it as `vmlinuz` and `initrd`."""
    root, image = folder / "root", folder / "debian.img"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    run("tar", "-C", str(root), "-xpf", str(archive), "--exclude=./dev/*")
    _customise(root, system)
    for name in ("vmlinuz", "initrd"):
        [found] = list((root / "boot").glob(f"{name}*-*"))
        shutil.move(found, folder / name)
    image.unlink(missing_ok=True)
    _partitions(image, system)
    offset = (_BOOT_MB + 8) * 1024 * 1024
    run(
        *("mkfs.ext4", "-q", "-F", "-L", "rootfs", "-E", f"offset={offset}", "-d", str(root)),
        *(str(image), f"{_ROOT_MB}M"),
    )
    shutil.rmtree(root)
    return image


def _customise(root: Path, system: System) -> None:
    if system == "bookworm":
        # The first user of Raspberry Pi OS, whose password firstrun.sh locks.
        run("chroot", str(root), "useradd", "--uid", "1000", "--create-home", "pi")
        # Which would ask the console for a time zone; Raspberry Pi OS has one.
        (root / "etc/systemd/system/systemd-firstboot.service").symlink_to("/dev/null")
    for name, text in (_FILES | (_CLOUD_FILES if system == "trixie" else {})).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "boot/firmware").mkdir(parents=True, exist_ok=True)
    (root / "etc/machine-id").write_text("uninitialized\n")
    shutil.copytree(GUEST, root / "opt/boot-test", ignore=shutil.ignore_patterns("__pycache__"))
    wants = root / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(parents=True, exist_ok=True)
    (wants / "boot-test-shell.service").symlink_to("../boot-test-shell.service")


def _partitions(image: Path, system: System) -> None:
    """A partition table with both, and the boot partition with what the system's image has."""
    sectors = 2048
    head = bytearray(512)
    for place, kind, start, size in ((446, 0x0C, 8, _BOOT_MB), (462, 0x83, 8 + _BOOT_MB, _ROOT_MB)):
        struct.pack_into("<4xB3xII", head, place, kind, start * sectors, size * sectors)
    head[510:512] = b"\x55\xaa"
    with image.open("wb") as file:
        file.write(head)
        file.truncate((8 + _BOOT_MB + _ROOT_MB + 4) * 1024 * 1024)
    run(
        *("mkfs.vfat", "-F", "32", "-s", "1", "-n", "bootfs", f"--offset={8 * sectors}"),
        *(str(image), str(_BOOT_MB * 1024)),
    )
    files = {"cmdline.txt": _CMDLINE, "config.txt": b"arm_64bit=1\n"}
    if system == "trixie":
        files |= {"meta-data": b"instance_id: rpios-image\n", "user-data": b"#cloud-config\n"}
    write_files(image, BOOT_START, files)


def run(*command: str, stdin: str | None = None, seconds: int = 300) -> str:
    """Run a program; what it said, or an error with what it said."""
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
