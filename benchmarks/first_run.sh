#!/bin/sh
# Times what a newcomer waits for: `make demo` for the first and the second time, then `make test`,
# in a fresh clone with a fresh environment. Ends what it started.   benchmarks/first_run.sh [demo]
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet "$here" "$folder/otklik"
cd "$folder/otklik"

demo() {
    began=$(date +%s)
    : >demo.log
    make demo >demo.log 2>&1 &
    maker=$!
    until grep -q "demo shop is open" demo.log; do
        kill -0 "$maker" 2>/dev/null || { cat demo.log; exit 1; }
        sleep 0.2
    done
    echo "$1: open after $(($(date +%s) - began)) s"
    pkill -INT -P "$maker"
    wait "$maker" || true
}

demo "make demo, first time"
demo "make demo, second time"
[ "${1:-}" = demo ] && exit 0
began=$(date +%s)
make test >test.log 2>&1 || { tail -50 test.log; exit 1; }
tail -1 test.log
echo "make test: $(($(date +%s) - began)) s"
