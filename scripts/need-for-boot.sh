#!/bin/sh
# What `make test-boot` needs beside what the tests need: an emulated PC, and a Debian to put into it.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin:/usr/local/sbin

if [ "$(id -u)" -ne 0 ]; then
    echo "The image's files belong to root; please run:  sudo make test-boot" >&2
    exit 2
fi
missing=""
command -v qemu-system-x86_64 >/dev/null || missing="$missing qemu-system-x86"
command -v mmdebstrap >/dev/null || missing="$missing mmdebstrap"
command -v mkfs.ext4 >/dev/null || missing="$missing e2fsprogs"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086 # a list of words
exec ./need.sh "A card is booted in an emulated PC that runs Debian." $missing
