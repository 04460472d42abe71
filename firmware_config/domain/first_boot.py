"""The scripts that run on a device at its first boot. No value ever stands in them bare."""

from base64 import b64encode
from shlex import quote
from typing import Final

from firmware_config.domain.card import Card, DeviceFile

SCRIPT_PATH: Final = "usr/local/sbin/otklik-first-boot"
_KEYS_PATH: Final = "root/.otklik-authorized_keys"

_HEAD: Final = """\
#!/bin/sh
# Written by otklik-card. Runs once, as root, at the first boot. What failed stands in
# otklik-status.txt on the boot partition, for a person without a shell.
# OTKLIK_ROOT is empty on a device; the tests run this below a folder.
root=${OTKLIK_ROOT:-}
boot=$root/boot/firmware
[ -d "$boot" ] || boot=$root/boot
failed=

step() {
    what=$1
    shift
    "$@" || failed="$failed  - $what
"
}

put() { # path, mode, content in base64
    mkdir -p "$(dirname "$root/$1")" &&
        (umask 077 && printf %s "$3" | base64 -d >"$root/$1.new") &&
        chmod "$2" "$root/$1.new" && mv "$root/$1.new" "$root/$1"
}

"""

_FINISH: Final = """\
start_unit() {
    [ -e "$root/etc/systemd/system/$unit" ] && systemctl enable "$unit" &&
        systemctl start --no-block "$unit"
}

# The card's files are on the device now; what they held must not stay where any reader sees it.
# Not empty: cloud-init calls itself degraded over an empty file.
redact() {
    if [ -e "$boot/user-data" ]; then
        printf '#cloud-config\\npreserve_hostname: true\\n' >"$boot/user-data"
    fi
    rm -f "$boot/firstrun.sh"
}

status() {
    if [ -z "$failed" ]; then
        printf 'Otklik: the card was set up, and %s is started.\\n' "$unit"
    else
        printf 'Otklik: these steps of the first boot failed:\\n%s' "$failed"
        printf 'Cure: write the card again, or see docs/technician.md, "Cards".\\n'
    fi
}

[ -z "$country" ] || step "switch Wi-Fi on" rfkill unblock wifi
step "start $unit (is Otklik installed in this image?)" start_unit
step "remove the secrets from the boot partition" redact
status >"$boot/otklik-status.txt"
sync
"""


def first_boot_script(card: Card) -> DeviceFile:
    """What cloud-init runs after it has written the card's files."""
    text = _HEAD + _variables(card) + _FINISH + 'test -z "$failed"\n'
    return DeviceFile(SCRIPT_PATH, text.encode(), "0755")


def first_run_script(card: Card) -> str:
    """`firstrun.sh` of Raspberry Pi OS Bookworm: it writes the files itself, then does the rest.

    Contents travel in base64, so that no quote, back-tick or newline means anything to the shell.
    """
    puts = [
        f"step {quote('write /' + file.path)} put {quote(file.path)} {file.mode} "
        f"{quote(b64encode(file.content).decode())}\n"
        for file in card.files
    ]
    return _HEAD + _variables(card) + "".join(puts) + _system(card) + _ssh(card) + _FINISH + _END


def _variables(card: Card) -> str:
    return f"unit={quote(card.unit)}\ncountry={quote(card.country or '')}\n\n"


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


_END: Final = """\
# Raspberry Pi OS asks for a user on the screen until this is done.
systemctl disable userconfig 2>/dev/null
sed -i 's| systemd\\.[^ ]*||g' "$boot/cmdline.txt"
exit 0
"""
