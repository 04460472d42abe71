#!/bin/sh
# Installs Debian packages, or says the exact command and stops.
#   scripts/need.sh "Why, in one sentence." package ...
set -eu

why=$1
shift
if [ "$(id -u)" -ne 0 ]; then
    echo "$why" >&2
    echo "Please run:  sudo apt-get install --no-install-recommends $*" >&2
    exit 2
fi
echo "$why Installing: $*"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "$@" >/dev/null
