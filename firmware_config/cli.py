"""The command line of `otklik-card`."""

import argparse
import difflib
import os
import re
import sys
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from firmware_config.book import cli as book_cli
from firmware_config.book.vault import broker_secret, is_vault, random_password, token_secret
from firmware_config.bundle import cli as bundle_cli
from firmware_config.card import cli as card_cli
from firmware_config.card.contents import cards, kept_passwords
from firmware_config.domain.boot_files import masked
from firmware_config.domain.boot_partition import partition_files
from firmware_config.domain.broker_files import HUB_USER
from firmware_config.domain.enrolment import CA_PATH
from firmware_config.domain.read_only import WRITABLE
from firmware_config.label import cli as label_cli
from firmware_config.output import (
    PASSWORDS,
    SECRETS,
    forgotten,
    keep_secrets,
    password_text,
    read_text,
    write_files,
)
from firmware_config.release import cli as release_cli
from firmware_config.render import DeviceFiles, fleet_acl, load_fleet, render
from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError

_ACL: Final = "mosquitto/acl"
_MASK: Final = "********"
_EXAMPLES: Final = """examples:
  otklik-card check fleet.toml
  otklik-card plan fleet.toml --device north-3/door-buttons
  otklik-card render fleet.toml --out build/fleet
  otklik-card fleet init stores --organisation "Example Stores" --broker 192.168.10.2
  otklik-card bundle stores
  otklik-card write stores --device north-3/door-buttons --image raspios.img.xz --to /dev/sdb
  otklik-card label stores --out stickers.pdf

exit codes: 0 done, 1 something cannot be read or written, 2 a fault in the fleet file or arguments
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except OtklikError as error:
        print(f"otklik-card: {error}", file=sys.stderr)
        return EXIT_FAILURE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="otklik-card",
        description="From one fleet file to the settings, broker users, passwords, cards and "
        "stickers of every device.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = _command(commands, "check", "look for faults, and list them all")
    check.set_defaults(run=_check)
    plan = _command(commands, "plan", "show exactly what would be written, secrets masked")
    plan.add_argument("--device", metavar="SITE/NAME", help="this device only")
    plan.set_defaults(run=_plan)
    write = _command(commands, "render", "write settings, broker files and passwords to a folder")
    write.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder")
    book_cli.add_key_option(write)
    write.set_defaults(run=_render)
    book_cli.add_commands(commands)
    bundle_cli.add_commands(commands)
    release_cli.add_commands(commands)
    card_cli.add_commands(commands)
    label_cli.add_commands(commands)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, purpose: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=purpose,
        description=purpose.capitalize() + ".",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("fleet", type=Path, metavar="FLEET", help="the fleet file, or its folder")
    return command


def _rendered(path: Path) -> list[DeviceFiles]:
    return render(path, timezones=zoneinfo.available_timezones())


def _check(arguments: argparse.Namespace) -> int:
    devices = [each.device for each in _rendered(arguments.fleet)]
    roles = Counter(device.role for device in devices)
    shops = len({device.site for device in devices})
    print(
        f"{arguments.fleet}: no fault found; {roles['kiosk']} kiosk(s) and {roles['camera']} "
        f"camera(s) in {shops} shop(s)"
    )
    return 0


def _plan(arguments: argparse.Namespace) -> int:
    rendered = _rendered(arguments.fleet)
    chosen = [each for each in rendered if arguments.device in (None, each.device.identity)]
    if not chosen:
        known = [each.device.identity for each in rendered]
        near = difflib.get_close_matches(arguments.device, known, n=1)
        cure = f"did you mean {near[0]}?" if near else "`otklik-card plan` without it shows all."
        raise SettingsError("--device", [f"the fleet has no device {arguments.device}; {cure}"])
    for each in chosen:
        for path, content in each.files.items():
            _show(f"devices/{each.device.identity}/{path}", masked(content.decode()))
        _show(f"{SECRETS}/{each.device.user}", f"{_MASK}\n")
    if is_vault(arguments.fleet):
        _plan_cards(arguments.fleet, {each.device.identity for each in chosen})
    if arguments.device is None and not _enrols(rendered):
        _show(f"{SECRETS}/{HUB_USER}", f"{_MASK}\n")
        _show(_ACL, fleet_acl(rendered))
        users = [HUB_USER, *(each.device.user for each in rendered)]
        _show(PASSWORDS, "".join(f"{user}:{_MASK}\n" for user in users))
    return 0


def _plan_cards(folder: Path, chosen: set[str]) -> None:
    """What `write` puts on each card; cmdline.txt keeps what the image has before it."""
    fleet = load_fleet(folder, timezones=zoneinfo.available_timezones())
    for each, card in cards(fleet, None, bundle_cli.bundled(folder, fleet.card.system)):
        if each.device.identity not in chosen:
            continue
        for name, content in partition_files(card, fleet.card.system, "").items():
            if card.software and name == card.software.file:
                said = f"{len(content)} bytes, Otklik {card.software.version}"
                _show(f"card {each.device.identity}: {name}", f"{said}, {card.software.sha256}")
                continue
            # The number follows from the content, secrets included: not to be shown.
            text = re.sub(r"(otklik-[a-z0-9-]+-)[0-9a-f]{16}\b", r"\1****", content.decode())
            _show(f"card {each.device.identity}: {name}", masked(text))
        if card.data_mb:
            _show(f"card {each.device.identity}: partition 3", _plan_of_data(card.data_mb))


def _plan_of_data(data_mb: int) -> str:
    kept = "".join(f"  /{path}\n" for path in WRITABLE)
    return (
        f"{data_mb} MiB, ext4, at /data. After the first boot / and /boot/firmware are read-only.\n"
        f"Kept over a restart:\n{kept}In memory: /tmp, /var/tmp, /var/log and the journal.\n"
    )


def _show(path: str, text: str) -> None:
    print(f"==> {path}")
    print("".join(f"    {line}".rstrip() + "\n" for line in text.splitlines()))


def _render(arguments: argparse.Namespace) -> int:
    rendered = _rendered(arguments.fleet)
    out: Path = arguments.out
    if _enrols(rendered):
        return _render_enrolling(arguments, rendered)
    users = [HUB_USER, *(each.device.user for each in rendered)]
    if is_vault(arguments.fleet):
        kept = kept_passwords(arguments.fleet, arguments.key.expanduser())
        for user in users:
            write_files(
                out, {f"{SECRETS}/{user}": f"{kept(broker_secret(user))}\n".encode()}, private=True
            )
    passwords = keep_secrets(out, users, random_password)
    files = _device_files(rendered)
    files[_ACL] = fleet_acl(rendered).encode()
    private = {PASSWORDS: password_text(read_text(out / PASSWORDS), passwords, os.urandom).encode()}
    _write(out, files, private)
    for user in forgotten(out, users):
        print(f"left over  {out / SECRETS / user} (no longer in the fleet; delete it)")
    return 0


def _render_enrolling(arguments: argparse.Namespace, rendered: list[DeviceFiles]) -> int:
    """With certificates there are no passwords, and the hub itself writes the access list."""
    private = {}
    if is_vault(arguments.fleet):
        kept = kept_passwords(arguments.fleet, arguments.key.expanduser())
        for each in rendered:
            if token := kept(token_secret(each.device.user)):
                private[f"{SECRETS}/{each.device.user}.token"] = f"{token}\n".encode()
    _write(arguments.out, _device_files(rendered), private)
    return 0


def _enrols(rendered: list[DeviceFiles]) -> bool:
    return any(CA_PATH in each.files for each in rendered)


def _device_files(rendered: list[DeviceFiles]) -> dict[str, bytes]:
    return {
        f"devices/{each.device.identity}/{path}": content
        for each in rendered
        for path, content in each.files.items()
    }


def _write(out: Path, files: dict[str, bytes], private: dict[str, bytes]) -> None:
    written = write_files(out, files) + write_files(out, private, private=True)
    for path in written:
        print(f"written    {out / path}")
    print(f"unchanged  {len(files) + len(private) - len(written)} file(s)")
