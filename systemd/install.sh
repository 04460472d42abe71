#!/bin/sh
# Installs the systemd units of one role on this machine, or below --root in an image.
# Safe to run again: a file is written only where it differs. Starts and enables nothing.
set -eu

usage() {
    cat <<'TEXT'
Usage: install.sh ROLE [--dry-run] [--no-restart] [--root DIR] [--allow-address CIDR]...

  ROLE                  kiosk, vision or hub
  --dry-run             say what would be done, and do nothing
  --no-restart          leave running services as they are, though their units changed
  --root DIR            install into a mounted image instead of this machine
  --allow-address CIDR  let the services also talk to this address or network, such as a broker
                        outside the private address ranges; may be repeated; without it, an
                        earlier choice stays

Examples:
  sudo systemd/install.sh kiosk --dry-run
  sudo systemd/install.sh vision
  sudo systemd/install.sh hub
  sudo systemd/install.sh kiosk --allow-address 203.0.113.7
TEXT
}

refuse() {
    printf 'install.sh: %s\n' "$1" >&2
    exit 2
}

say() {
    printf '%s\n' "$1"
}

# Copies file $1 to $2 (below the root), readable by all, written by root only.
put() {
    if cmp -s "$1" "$root$2"; then
        say "unchanged  $2"
        return
    fi
    say "write      $2"
    changed=yes
    [ "$dry_run" = yes ] || install -D -m 0644 "$1" "$root$2"
}

# Of the machine or image, by the name of systemd's own library; 0 where it is not known.
systemd_version() {
    found=
    for library in "$root"/usr/lib/*/systemd/libsystemd-shared-*.so \
        "$root"/usr/lib/systemd/libsystemd-shared-*.so; do
        [ -e "$library" ] || continue
        found=${library##*-shared-}
        found=${found%%[!0-9]*}
    done
    echo "${found:-0}"
}

# Runs a command, or only shows it.
run() {
    say "run        $*"
    [ "$dry_run" = yes ] || "$@"
}

install_files() {
    put "$here/otklik-.service.d/10-hardening.conf" \
        /etc/systemd/system/otklik-.service.d/10-hardening.conf
    if [ -n "$addresses" ]; then
        printf '# Written by install.sh --allow-address.\n[Service]\n%s' "$addresses" >"$scratch"
        put "$scratch" /etc/systemd/system/otklik-.service.d/20-addresses.conf
    fi
    for unit in $units; do
        put "$here/$unit" "/etc/systemd/system/$unit"
        if [ "$(systemd_version)" -ge 254 ] && grep -q '^Restart=always' "$here/$unit"; then
            put "$here/back-off/30-back-off.conf" "/etc/systemd/system/$unit.d/30-back-off.conf"
        fi
    done
    for users in $accounts; do
        put "$here/sysusers.d/$users" "/etc/sysusers.d/$users"
    done
    for folders in $tmpfiles; do
        put "$here/tmpfiles.d/$folders" "/etc/tmpfiles.d/$folders"
    done
    # A hub's machine has an operator of its own; a device has nobody.
    if [ "$role" != hub ]; then
        put "$here/journald.conf.d/otklik.conf" /etc/systemd/journald.conf.d/otklik.conf
        put "$here/system.conf.d/otklik.conf" /etc/systemd/system.conf.d/otklik.conf
    fi
}

# Users and folders exist at once, not only after the next boot.
make_users_and_folders() {
    for users in $accounts; do
        run systemd-sysusers "--root=$root/" "$here/sysusers.d/$users"
    done
    for folders in $tmpfiles; do
        run systemd-tmpfiles "--root=$root/" --create "$here/tmpfiles.d/$folders"
    done
}

# Names every file that the units need and that is not there yet. Certificates come by themselves
# or not at all, and so does the key for orders: neither they nor units around them are asked after.
report_missing() {
    for unit in $units; do
        case $unit in *-enrol.* | otklik-u*) continue ;; esac
        sed -n -e '/-certificate:/d' -e '/order-key:/d' -e 's/^LoadCredential=[^:]*://p' \
            -e 's/^ExecStart=\([^ ]*\) .* --settings \(.*\)/\1\n\2/p' "$here/$unit"
    done | sort -u | while IFS= read -r needed; do
        [ -e "$root$needed" ] || say "missing    $needed (see docs/operator.md)"
    done
}

role=
dry_run=no
restart=yes
root=
addresses=
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --dry-run) dry_run=yes ;;
        --no-restart) restart=no ;;
        --root)
            [ $# -ge 2 ] || refuse "--root needs a directory"
            [ -d "$2" ] || refuse "--root: there is no directory $2"
            root=$(cd "$2" && pwd -P)
            [ "$root" != / ] || root=
            shift
            ;;
        --allow-address)
            [ $# -ge 2 ] || refuse "--allow-address needs an address such as 203.0.113.7"
            case $2 in
                '' | *[!0-9a-fA-F.:/]*) refuse "--allow-address: '$2' is not an address" ;;
            esac
            addresses="${addresses}IPAddressAllow=$2
"
            shift
            ;;
        -*) refuse "unknown option $1; see --help" ;;
        *)
            [ -z "$role" ] || refuse "one role at a time; see --help"
            role=$1
            ;;
    esac
    shift
done

# For devices that get certificates; they rest where there is no /etc/otklik/enrol.toml.
identity='otklik-enrol.service otklik-enrol.timer otklik-identity.path otklik-identity.service'
# For devices that get releases; they rest where there is no /etc/otklik/update.toml.
update='otklik-update-boot.service otklik-update-fetch.service otklik-update-fetch.timer
    otklik-update.path otklik-update.service units-of-otklik.service'
case $role in
    kiosk)
        units="otklik-kiosk.service $identity $update"
        accounts='otklik-device.conf otklik-update.conf'
        tmpfiles=otklik.conf
        enable=otklik-kiosk
        ;;
    vision)
        units="otklik-vision.service otklik-vision-setup.service $identity $update"
        accounts='otklik-device.conf otklik-update.conf otklik-vision.conf'
        tmpfiles='otklik.conf otklik-vision.conf'
        enable=otklik-vision
        ;;
    hub)
        units='otklik-hub.service otklik-hub-web.service otklik-hub-ingest.service
            otklik-hub-work.service otklik-hub-enrol.service otklik-broker-reload.path
            otklik-broker-reload.service'
        accounts=otklik-hub.conf
        tmpfiles='otklik.conf otklik-hub.conf'
        enable=otklik-hub
        ;;
    '') usage >&2; exit 2 ;;
    *) refuse "'$role' is no role; it is kiosk, vision or hub" ;;
esac
if [ "$dry_run" = no ] && [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
    printf 'install.sh: writes to /etc: run it with sudo, or with --dry-run\n' >&2
    exit 1
fi

here=$(cd "$(dirname "$0")" && pwd -P)
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
changed=no

install_files
make_users_and_folders
report_missing
if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    run systemctl daemon-reload
    # shellcheck disable=SC2086 # one word for each unit
    [ "$changed" = no ] || [ "$restart" = no ] || run systemctl try-restart $units
fi
if [ -n "$root" ]; then
    say "next       systemctl --root=$root enable $enable"
else
    say "next       systemctl enable --now $enable"
fi
if [ "$role" = hub ]; then
    say "           (or, as three processes, otklik-hub-web, otklik-hub-ingest and"
    say "           otklik-hub-work instead)"
fi
