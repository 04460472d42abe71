"""The units of a first boot, the same on every card."""

from typing import Final

# Their names do not begin with `otklik-`: what locks in all units of that name (systemd/) would
# keep these from installing, and from the board's own light.
FIRST_BOOT_UNIT: Final = """\
[Unit]
Description=First boot of Otklik
# Until it has succeeded once.
ConditionPathExists=!/var/lib/otklik/first-boot-done
# Nor where that mark cannot be seen, its partition being broken: a root that is read-only was set
# up before.
ConditionPathIsReadWrite=/
RequiresMountsFor=/boot/firmware
# No network is needed: the card carries everything.
OnFailure=fault-lights-of-otklik.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/otklik-first-boot
# A slow card and 120 MB for a camera take minutes. A hang ends here, and in the light pattern.
TimeoutStartSec=1200
# Installs software and starts units, so it is root and sees the whole system; it talks to nobody.
RestrictAddressFamilies=AF_UNIX
"""

FAULT_LIGHTS_UNIT: Final = """\
[Unit]
Description=Light pattern of Otklik: the first boot failed, see otklik-status.txt on the card

[Service]
ExecStart=/usr/local/sbin/otklik-first-boot lights
Restart=always
RestartSec=5
# Blinks, and nothing else. Root only because pins and the board's own light belong to it.
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateNetwork=yes
IPAddressDeny=any
DevicePolicy=closed
DeviceAllow=/dev/gpiomem rw
DeviceAllow=/dev/gpiomem0 rw
DeviceAllow=/dev/gpiomem4 rw
DeviceAllow=char-gpiochip rw
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0077
"""

WANTS: Final = """\
# A drop-in and not an enabled unit: it works also when the power went before `systemctl enable`.
[Unit]
Wants=first-boot-of-otklik.service
"""
