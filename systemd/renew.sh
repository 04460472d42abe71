#!/bin/sh
# Installs the units of this version for the roles that are installed already (units-of-otklik.service).
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)

case ",$(findmnt -no OPTIONS /)," in
    *,ro,*)
        mount -o remount,rw /
        trap 'sync; mount -o remount,ro /' EXIT
        ;;
esac
for role in kiosk vision; do
    if [ -e "/etc/systemd/system/otklik-$role.service" ]; then
        sh "$here/install.sh" "$role" --no-restart
    fi
done
