"""What is put on the boot partition, by file name, for the system that the card holds."""

from collections.abc import Collection

from firmware_config.domain.card import Card, System
from firmware_config.domain.cloud_init import instance_id, meta_data, network_config, user_data
from firmware_config.domain.first_run import first_run_script

_FIRST_RUN = (
    "systemd.run=/boot/firstrun.sh",
    "systemd.run_success_action=reboot",
    "systemd.unit=kernel-command-line.target",
)
_OURS = ("systemd.run", "systemd.unit=", "ds=nocloud", "cfg80211.ieee80211_regdom=")


def partition_files(card: Card, system: System, cmdline: str) -> dict[str, bytes]:
    """The files to write, by name. `cmdline`: what cmdline.txt holds now."""
    software = {card.software.file: card.software.content} if card.software else {}
    extra = [f"cfg80211.ieee80211_regdom={card.country}"] if card.country else []
    if system == "bookworm":
        text = first_run_script(card)
        line = cmdline_with(cmdline, [*extra, *_FIRST_RUN])
        return {"firstrun.sh": text.encode(), "cmdline.txt": line.encode()} | software
    data = user_data(card)
    # Without the same id here, cloud-init reads the card anew at every boot (rpi-imager's source).
    # A root that is not to grow over the partition behind it.
    before = " ".join(word for word in cmdline.split() if not (card.data_mb and word == "resize"))
    line = cmdline_with(before, [*extra, f"ds=nocloud;i={instance_id(card.hostname, data)}"])
    return {
        "user-data": data.encode(),
        "meta-data": meta_data(card.hostname, data).encode(),
        "network-config": network_config().encode(),
        "cmdline.txt": line.encode(),
    } | software


def cmdline_with(before: str, words: list[str]) -> str:
    """The kernel's one line with our words at its end, each once, everything else as it was."""
    kept = [word for word in before.split() if not word.startswith(_OURS)]
    return " ".join([*kept, *words]) + "\n"


def system_of(names: Collection[str]) -> System | None:
    """Which system a boot partition holds, by its file names. None: no Raspberry Pi OS."""
    if "cmdline.txt" not in names:
        return None
    return "trixie" if "meta-data" in names else "bookworm"
