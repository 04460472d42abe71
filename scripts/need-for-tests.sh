#!/bin/sh
# What the tests need beyond Python: a real broker, a real browser, and systemd's own checker.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin:/usr/local/sbin

missing=""
command -v mosquitto >/dev/null || missing="$missing mosquitto"
command -v chromium >/dev/null || missing="$missing chromium"
# Its server is not on the PATH.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v systemd-analyze >/dev/null || missing="$missing systemd"
# A file as an SD card is made and judged by these.
command -v mcopy >/dev/null || missing="$missing mtools"
command -v fsck.vfat >/dev/null || missing="$missing dosfstools"
# cloud-init's schema judges what cards say. Unpacked only: installed, cloud-init would set up this
# machine anew at its next boot.
if [ ! -e ../var/cloud-init/schema.json ]; then
    echo "Fetching cloud-init's schema from Debian, for the tests of cards ..."
    mkdir -p ../var/cloud-init
    [ "$(id -u)" -ne 0 ] || apt-get update -qq
    (cd ../var/cloud-init && apt-get download -qq cloud-init 2>/dev/null && dpkg-deb -x cloud-init_*.deb . &&
        cp usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json schema.json) ||
        { echo "It could not be fetched; please run:  sudo apt-get update" >&2; exit 2; }
fi
# Text on screenshots needs a font; a headless machine often has none.
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086 # a list of words
exec ./need.sh "The tests run against a real MQTT broker, a real browser, a PostgreSQL server, systemd's unit checker and FAT tools." $missing
