"""The fixed part of a first boot's script, without any value of a card."""

from typing import Final

SCRIPT: Final = r"""
# Runs as root at each boot until everything has succeeded once. What happened stands in
# otklik-status.txt on the boot partition, for a person without a shell.
# OTKLIK_ROOT is empty on a device; the tests run this below a folder.
root=${OTKLIK_ROOT:-}
boot=$root/boot/firmware
[ -d "$boot" ] || boot=$root/boot
opt=$root/opt/otklik
state=$root/var/lib/otklik
failed=
cures=
finished=

fail() { # what failed, what to do
    failed="$failed  - $1
"
    cures="$cures  - $2
"
    return 1
}

# --- the light pattern: three flashes, a pause; on the lights of the buttons and on the board ---

all_lights() { # dh or dl (driven high or low)
    for pin in $lights; do
        pinctrl set "$pin" op "$1" 2>/dev/null
    done
    for led in "$root"/sys/class/leds/ACT "$root"/sys/class/leds/led0; do
        [ -d "$led" ] || continue
        echo none >"$led/trigger"
        [ "$1" = dh ] && echo 1 >"$led/brightness" || echo 0 >"$led/brightness"
    done
}

flash() {
    for _ in 1 2 3; do
        all_lights dh
        sleep 0.2
        all_lights dl
        sleep 0.2
    done
    sleep 1.4
}

# --- the software: from the card, without any network ---

check_bundle() {
    again='Write the card again.'
    if [ ! -e "$boot/$bundle" ]; then
        fail "$bundle is not on the boot partition." "$again"
    elif [ "$(sha256sum <"$boot/$bundle" | cut -d' ' -f1)" != "$sha256" ]; then
        fail "$bundle is damaged." "$again If it happens twice, take a new card."
    elif [ "$(uname -m)" != "$arch" ]; then
        fail "The card's software is for $arch, this machine is $(uname -m)." \
            "Take the 64-bit image of Raspberry Pi OS."
    elif found=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) &&
        [ "$found" = "$python" ]; then
        return 0
    else
        fail "The card's software is for Python $python, this image has ${found:-none}." \
            "Write the card with an image of the system that the fleet file names."
    fi
}

# The folder of one version, whole or not at all: its mark is made when everything is on the disk.
install_software() {
    here=$opt/versions/$version
    if [ ! -e "$here/.complete" ]; then
        check_bundle || return 1
        rm -rf "$here" "$opt/unpacked"
        mkdir -p "$opt/versions" "$opt/unpacked" "$opt/models" &&
            tar -xf "$boot/$bundle" -C "$opt/unpacked" ||
            { fail "The software could not be unpacked." \
                "The card is full or worn: take a larger or a new one."; return; }
        # Debian's python3 makes environments without python3-venv as long as pip is not asked for.
        # What the system brings (python3-lgpio, picamera2) is seen from inside.
        python3 -m venv --without-pip --system-site-packages "$here" &&
            pip=$(echo "$opt"/unpacked/wheels/pip-*.whl) &&
            "$here/bin/python" "$pip/pip" install --quiet \
                --disable-pip-version-check --no-cache-dir --no-index \
                --find-links "$opt/unpacked/wheels" --require-hashes --ignore-installed \
                --requirement "$opt/unpacked/requirements.txt" 2>"$opt/install.log" ||
            { fail "The software could not be installed ($(tail -n 1 "$opt/install.log"))." \
                "Write the card again; if the card is full, take a larger one."; return; }
        for model in "$opt"/unpacked/models/*.onnx; do
            [ ! -e "$model" ] || mv "$model" "$opt/models/"
        done
        sync && touch "$here/.complete" && sync
        rm -rf "$opt/unpacked"
    fi
    # Switched in one step, so that a power cut leaves the old or the new. A folder of that name
    # comes with an image that holds Otklik already. `updater` is the version that was seen healthy
    # last, which updates are made from (wire/update).
    [ -L "$opt/venv" ] || rm -rf "$opt/venv"
    for link in venv updater; do
        ln -sfn "versions/$version" "$opt/$link.new" && mv -T "$opt/$link.new" "$opt/$link" ||
            fail "The software could not be switched to." "Write the card again." || return
    done
    sh "$here"/lib/python3*/site-packages/otklik_systemd/install.sh "$role" \
        >"$opt/install.log" 2>&1 ||
        fail "The services could not be set up ($(tail -n 1 "$opt/install.log"))." \
            "Write the card again."
}

# --- the services of this device's role, and no others ---

start_services() {
    systemctl daemon-reload
    for each in $units; do
        if [ ! -e "$root/etc/systemd/system/$each" ]; then
            fail "$each is not in this image." \
                "Collect the software with 'otklik-card bundle', and write the card again."
        elif ! systemctl enable --now "$each"; then
            said=$(journalctl -u "$each" -n 3 -o cat --no-pager | tr '\n' ' ')
            fail "$each does not start: $said" \
                "Correct the fleet file where the line above says so, and write the card again."
        fi
    done
    [ -z "$failed" ]
}

# The card's files are on the device now; what they held must not stay where any reader sees it.
# Not empty: cloud-init calls itself degraded over an empty file.
redact() {
    if [ -e "$boot/user-data" ]; then
        printf '#cloud-config\npreserve_hostname: true\n' >"$boot/user-data"
    fi
    rm -f "$boot/firstrun.sh"
}

# --- what a person reads ---

status() {
    if [ -n "$failed" ]; then
        printf 'Otklik: the first boot did not finish.\n\nWhat failed:\n%s\nWhat to do:\n%s' \
            "$failed" "$cures"
        printf '\nThe device tries again each time it is switched on.\n'
    elif [ -z "$finished" ]; then
        printf 'Otklik: %s\n' "$1"
    else
        printf 'Otklik%s is set up, and %s is started.\n%s\n' "${version:+ $version}" "$unit" "$1"
    fi
}

tell() {
    status "$1" >"$boot/otklik-status.new" && mv "$boot/otklik-status.new" "$boot/otklik-status.txt"
    sync
}

# A minute and a half for network and broker; the service goes on trying for ever.
reached() {
    tries=45
    until journalctl -u "$unit" -b -o cat --no-pager | grep -q 'Connected to the broker'; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 2
    done
}

if [ "${1:-}" = lights ]; then
    while :; do flash; done
fi
tell 'the device is being set up. If this line is still here in 20 minutes, switch it off and on.'
if [ -s "$state/first-run-failed" ]; then
    while IFS= read -r line; do
        fail "$line" "Write the card again." || :
    done <"$state/first-run-failed"
fi
[ -z "$country" ] || rfkill unblock wifi ||
    fail "Wi-Fi could not be switched on." "Use a cable, or a board with Wi-Fi."
redact || fail "The secrets could not be taken off the boot partition." "Write the card again."
if { [ -z "$writable" ] || make_writable_part; } && { [ -z "$bundle" ] || install_software; } &&
    start_services && [ -n "$writable" ]; then
    seal_root
fi
if [ -n "$failed" ]; then
    tell ''
    exit 1
fi
finished=yes
mkdir -p "$state" && touch "$state/first-boot-done"
[ -z "$bundle" ] || rm -f "$boot/$bundle"
tell 'It looks for its broker now.'
if reached; then
    tell 'It has reached its broker: the Devices page of the hub shows it.'
else
    tell "It has not reached its broker yet: look at the cable, or at the Wi-Fi's name and password,
and at the broker's address in the fleet file. What it counts waits on the card."
fi
if [ -n "$writable" ]; then
    # Not in the middle of the system's own first steps.
    timeout 300 cloud-init status --wait >/dev/null 2>&1
    sync
    systemctl --no-block reboot
fi
"""
