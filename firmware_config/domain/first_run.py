"""`firstrun.sh` of Raspberry Pi OS Bookworm: it writes the files itself, then reboots."""

from base64 import b64encode
from shlex import quote
from typing import Final

from firmware_config.domain.card import Card
from firmware_config.domain.first_boot import DONE_PATH, first_boot_files

_KEYS_PATH: Final = "root/.otklik-authorized_keys"

_HEAD: Final = """\
#!/bin/sh
# Written by otklik-card. Runs once, as root, before the first boot proper, which does the rest
# (first-boot-of-otklik.service) and tells what failed here.
# OTKLIK_ROOT is empty on a device; the tests run this below a folder.
root=${OTKLIK_ROOT:-}
boot=$root/boot/firmware
[ -d "$boot" ] || boot=$root/boot
failed=

step() {
    what=$1
    shift
    "$@" || failed="${failed}Could not $what.
"
}

put() { # path, mode, content in base64
    mkdir -p "$(dirname "$root/$1")" &&
        (umask 077 && printf %s "$3" | base64 -d >"$root/$1.new") &&
        chmod "$2" "$root/$1.new" && mv "$root/$1.new" "$root/$1"
}

"""

_END: Final = """\
# Raspberry Pi OS asks for a user on the screen until this is done.
systemctl disable userconfig 2>/dev/null
mkdir -p "$root/var/lib/otklik"
printf %s "$failed" >"$root/var/lib/otklik/first-run-failed"
# Everything is on the disk before the line that calls this script goes: a power cut repeats it.
sync
sed -i 's| systemd\\.[^ ]*||g' "$boot/cmdline.txt"
rm -f "$boot/firstrun.sh"
sync
exit 0
"""


def first_run_script(card: Card) -> str:
    """The script. Contents travel in base64: no quote, back-tick or newline means anything."""
    puts = [
        f"step {quote('write /' + file.path)} put {quote(file.path)} {file.mode} "
        f"{quote(b64encode(file.content).decode())}\n"
        for file in (*card.files, *first_boot_files(card))
    ]
    again = f'rm -f "$root/{DONE_PATH}"\n'
    return _HEAD + "".join(puts) + _system(card) + _ssh(card) + again + _END


def _system(card: Card) -> str:
    name = b64encode(f"{card.hostname}\n".encode()).decode()
    zone = b64encode(f"{card.timezone}\n".encode()).decode()
    target = quote(f"/usr/share/zoneinfo/{card.timezone}")
    host = quote(f"127.0.1.1\t{card.hostname}")
    return (
        f"step 'set the name' put etc/hostname 0644 {name}\n"
        f"step 'set the time zone' put etc/timezone 0644 {zone}\n"
        f'step "link the time zone" ln -sfn {target} "$root/etc/localtime"\n'
        'sed -i "/^127\\.0\\.1\\.1/d" "$root/etc/hosts" 2>/dev/null\n'
        f'printf "%s\\n" {host} >>"$root/etc/hosts"\n'
    )


def _ssh(card: Card) -> str:
    """SSH is off unless a key was given; the first user has no password either way."""
    lock = 'user=$(getent passwd 1000 | cut -d: -f1)\nstep "lock the password" passwd -l "$user"\n'
    if not card.ssh_keys:
        return lock + 'step "switch SSH off" systemctl disable ssh\n'
    keys = b64encode("".join(f"{key}\n" for key in card.ssh_keys).encode()).decode()
    return lock + (
        f"step 'write the SSH keys' put {_KEYS_PATH} 0600 {keys}\n"
        'step "install the SSH keys" install -D -o "$user" -m 0600 '
        f'"$root/{_KEYS_PATH}" "$root/home/$user/.ssh/authorized_keys"\n'
        'step "own the SSH keys" chown "$user:" "$root/home/$user/.ssh"\n'
        'step "switch SSH on" systemctl enable ssh\n'
    )
