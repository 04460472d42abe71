"""A root that nothing writes to, and the one partition on which everything that changes lies.

The kernel's own read-only mount and bind mounts from /etc/fstab: nothing to install, no new
initramfs, and no layer between a service's fsync and the card. The partition is laid out when the
card is written; the first boot makes its file system, moves there what `WRITABLE` names, and in the
end mounts the root read-only from the next start on.
"""

from typing import Final

MIN_DATA_MB: Final = 1024
"""Two versions of a kiosk's software and a month of presses."""
WRITABLE: Final = (
    "etc/otklik",
    "opt/otklik",
    "var/lib/otklik",
    "var/lib/otklik-vision",
    "var/lib/otklik-update",
    "var/lib/private",
    "var/lib/systemd",
    "var/lib/NetworkManager",
)
"""Settings, software, outboxes and keys of the services (`private`: those with DynamicUser=), the
last known time and the seed of random numbers, the network's leases. Nothing else is kept."""

JOURNAL: Final = """\
# Written by otklik-card: the root is read-only, so the journal lives in memory. How much it may
# take stands in otklik.conf.
[Journal]
Storage=volatile
"""
JOURNAL_PATH: Final = "etc/systemd/journald.conf.d/otklik-read-only.conf"

READ_ONLY_SCRIPT: Final = r"""
# --- a read-only root, and a partition for what is written ---

data_partition() { # the third one of the disk that holds the root
    node=$(findmnt -n -o SOURCE /)
    for each in "$root/sys/class/block/${node##*/}"/../*/partition; do
        [ "$(cat "$each")" != 3 ] || basename "$(dirname "$each")"
    done
}

# Each step can be repeated: a power cut in the middle costs nothing but time.
make_writable_part() {
    part=$root/dev/$(data_partition)
    # A file system's label is written last; half of one has none, and is made again.
    if [ "$(blkid -p -s LABEL -o value "$part")" != otklik-data ]; then
        mkfs.ext4 -q -F -L otklik-data "$part" ||
            { fail "The card's third partition could not be set up." \
                "Write the card again; if it happens twice, take a new card."; return; }
    fi
    mkdir -p "$root/data"
    mountpoint -q "$root/data" || mount -o noatime "$part" "$root/data" ||
        { fail "The card's third partition cannot be mounted." \
            "Write the card again; if it happens twice, take a new card."; return; }
    for each in $writable; do
        mkdir -p "$root/$each" "$(dirname "$root/data/$each")" && move_to_data "$each" ||
            { fail "/$each could not be moved to the card's third partition." \
                "Write the card again; if it happens twice, take a new card."; return; }
    done
    mount_at_each_start
}

move_to_data() {
    if [ ! -e "$root/data/$1" ]; then
        rm -rf "$root/data/$1.new"
        cp -a "$root/$1" "$root/data/$1.new" && sync && mv -T "$root/data/$1.new" "$root/data/$1" ||
            return
    fi
    mountpoint -q "$root/$1" || mount --bind "$root/data/$1" "$root/$1"
}

# nofail: with a broken partition the system still starts, and can be reached and asked. It then
# also needs to be told to mount before the services start.
mount_at_each_start() {
    ! grep -q otklik-data "$root/etc/fstab" || return 0
    first=nofail,x-systemd.before=local-fs.target
    {
        cat "$root/etc/fstab"
        echo '# Written by the first boot of Otklik: the root is read-only.'
        echo "LABEL=otklik-data /data ext4 noatime,nosuid,nodev,$first 0 2"
        for each in $writable; do
            echo "/data/$each /$each none bind,$first 0 0"
        done
        for each in tmp:64M:1777 var/tmp:64M:1777 var/log:16M:0755; do
            size=${each#*:}
            echo "tmpfs /${each%%:*} tmpfs nosuid,nodev,size=${size%:*},mode=${size#*:} 0 0"
        done
    } >"$root/etc/fstab.new" && sync && mv "$root/etc/fstab.new" "$root/etc/fstab"
}

# From the next start on. The boot partition as well: FAT has no journal.
seal_root() {
    # What would fail every day for want of a place to write to.
    systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer logrotate.timer \
        man-db.timer
    touch "$root/etc/cloud/cloud-init.disabled" 2>/dev/null
    [ -L "$root/etc/resolv.conf" ] ||
        ln -sfn /run/NetworkManager/resolv.conf "$root/etc/resolv.conf"
    awk '$1 !~ /^#/ && ($2 == "/" || $2 == "/boot/firmware") { $4 = $4 ",ro" } { print }' \
        "$root/etc/fstab" >"$root/etc/fstab.new" && sync &&
        mv "$root/etc/fstab.new" "$root/etc/fstab" && sync ||
        fail "The root could not be made read-only." "Write the card again."
}
"""
