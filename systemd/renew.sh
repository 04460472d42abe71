#!/bin/sh
# Installs the units of this version for the roles that are installed already (units-of-otklik.service).
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)

# With its source named, mount does not look the root up in /etc/fstab: by a label it would search a
# device, and the unit that runs this sees none. So the options have to be named as well.
options=$(findmnt -no OPTIONS /)
source=$(findmnt -no SOURCE /)
case ",$options," in
    *,ro,*)
        writable=$(printf %s ",$options," | sed 's/,ro,/,rw,/; s/^,//; s/,$//')
        mount -o "remount,$writable" "$source" /
        trap 'sync; mount -o "remount,$options" "$source" /' EXIT
        ;;
esac
for role in kiosk vision; do
    if [ -e "/etc/systemd/system/otklik-$role.service" ]; then
        sh "$here/install.sh" "$role" --no-restart
    fi
done
