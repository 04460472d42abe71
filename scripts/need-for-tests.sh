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
# Text on screenshots needs a font; a headless machine often has none.
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086 # a list of words
exec ./need.sh "The tests run against a real MQTT broker, a real browser, a PostgreSQL server, systemd's unit checker and FAT tools." $missing
