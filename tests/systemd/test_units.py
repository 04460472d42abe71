"""The units are valid, hardened, explained, and start commands that exist."""

import re
import sys
from pathlib import Path

import pytest

from tests.systemd.support import REPOSITORY, UNITS, analyze, setting, settings_of

SHARED = REPOSITORY / "systemd/otklik-.service.d/10-hardening.conf"
EACH_UNIT = pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
EXPOSURE_LIMIT = 2.0
DESIGNED = {
    "otklik-kiosk.service",
    "otklik-vision.service",
    "otklik-vision-setup.service",
    "otklik-hub.service",
    "otklik-hub-web.service",
    "otklik-hub-ingest.service",
    "otklik-hub-work.service",
    "otklik-hub-enrol.service",
    "otklik-enrol.service",
    "otklik-identity.service",
    "otklik-broker-reload.service",
    "otklik-update-boot.service",
    "otklik-update-fetch.service",
    "otklik-update.service",
    "units-of-otklik.service",
}
ERRANDS = {
    *("otklik-enrol.service", "otklik-identity.service", "otklik-broker-reload.service"),
    *("otklik-update-boot.service", "otklik-update-fetch.service", "otklik-update.service"),
    "units-of-otklik.service",
}
"""They end by themselves, so nothing watches over them."""


def test_there_is_a_unit_for_each_service() -> None:
    assert {unit.name for unit in UNITS} == DESIGNED


@EACH_UNIT
def test_systemd_accepts_every_line_of_the_unit(machine: Path, unit: Path) -> None:
    result = analyze("verify", f"--root={machine}", f"/etc/systemd/system/{unit.name}")
    # A mistyped key is only a warning to systemd, so silence is asked for as well.
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@EACH_UNIT
def test_exposure_is_at_most_two(
    machine: Path, unit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = analyze(
        "security",
        "--offline=true",
        f"--threshold={EXPOSURE_LIMIT * 10:.0f}",
        f"--root={machine}",
        unit.name,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", result.stdout)
    assert found, result.stderr
    with capsys.disabled():
        sys.stdout.write(f" [{unit.stem}: exposure {found[1]}] ")
    assert result.returncode == 0
    assert float(found[1]) <= EXPOSURE_LIMIT


@pytest.mark.parametrize("path", [SHARED, *UNITS], ids=lambda path: path.stem)
def test_every_block_of_the_service_section_says_why(path: Path) -> None:
    """A block is what stands between empty lines; how a service starts explains itself."""
    obvious = ("Type=notify", "[Service]")
    text = path.read_text().partition("[Service]")[2].partition("[Install]")[0]
    for block in text.split("\n\n"):
        lines = [line for line in block.strip().splitlines() if line not in obvious]
        plain = [line for line in lines if not line.startswith("#")]
        if plain and not block.strip().startswith("Type=notify"):
            assert lines[0].startswith("#"), f"{path.name}: no reason for {plain[0]}"
            assert len(plain) <= 12, f"{path.name}: too much under one reason, from {plain[0]}"


def test_nothing_is_set_twice_in_the_shared_lines() -> None:
    keys = [key for key, _ in settings_of(SHARED)]
    assert len(keys) == len(set(keys))


def test_the_boot_id_and_the_board_stay_visible() -> None:
    """ProcSubset=pid would hide /proc/sys/kernel/random/boot_id and /proc/cpuinfo."""
    assert "ProcSubset" not in {key for path in (SHARED, *UNITS) for key, _ in settings_of(path)}


@pytest.mark.parametrize(
    ("name", "devices", "groups"),
    [
        ("kiosk", {"char-gpiochip rw"}, "gpio"),
        (
            "vision",
            {"char-video4linux rw", "char-media rw", "char-dma_heap rw", "char-drm rw"},
            "video render",
        ),
    ],
)
def test_pins_and_camera_stay_reachable(name: str, devices: set[str], groups: str) -> None:
    unit = REPOSITORY / f"systemd/otklik-{name}.service"
    assert {value for key, value in settings_of(unit) if key == "DeviceAllow"} == devices
    assert setting(unit, "SupplementaryGroups") == groups
    assert "PrivateDevices" not in {key for key, _ in settings_of(unit)}


def test_lgpio_gets_a_folder_it_may_write_to() -> None:
    unit = REPOSITORY / "systemd/otklik-kiosk.service"
    runtime = f"%t/{setting(unit, 'RuntimeDirectory')}"
    assert setting(unit, "WorkingDirectory") == runtime
    assert ("Environment", f"LG_WD={runtime}") in settings_of(unit)


def test_the_camera_reports_to_nobody_but_the_hub() -> None:
    unit = REPOSITORY / "systemd/otklik-vision.service"
    assert ("Environment", "ORT_DISABLE_TELEMETRY=1") in settings_of(unit)
    assert setting(SHARED, "IPAddressDeny") == "any"


@EACH_UNIT
def test_a_hung_service_is_noticed_and_a_dead_one_restarted_for_ever(unit: Path) -> None:
    if unit.name in ERRANDS:
        return
    assert setting(unit, "Type") == "notify"
    assert int(setting(unit, "WatchdogSec")) > 0
    if unit.name == "otklik-vision-setup.service":
        return  # gives the camera back instead, see below
    assert setting(unit, "Restart") == "always"
    assert setting(unit, "StartLimitIntervalSec") == "0"


@pytest.mark.parametrize(
    "unit", [*UNITS, *(REPOSITORY / "systemd").glob("*.timer")], ids=lambda unit: unit.name
)
def test_no_service_waits_for_a_network_or_the_time(unit: Path) -> None:
    """A shop without a network, or a Pi that does not know the time yet, counts all the same."""
    order = {"After", "Requires", "Requisite", "BindsTo", "Wants"}
    waited_for = {
        word for key, value in settings_of(unit) if key in order for word in value.split()
    }
    assert not {name for name in waited_for if "online" in name or "time-s" in name}


def test_a_pause_that_grows_begins_with_the_units_own_and_stays_short() -> None:
    grows = dict(settings_of(REPOSITORY / "systemd/back-off/30-back-off.conf"))
    for unit in UNITS:
        if ("Restart", "always") in settings_of(unit):
            assert 0 < int(setting(unit, "RestartSec")) < int(grows["RestartMaxDelaySec"]) <= 60
    assert int(grows["RestartSteps"]) > 0


def test_the_journal_is_bounded_on_disk_and_in_memory() -> None:
    limits = dict(settings_of(REPOSITORY / "systemd/journald.conf.d/otklik.conf"))
    for key, most in (("SystemMaxUse", 64), ("RuntimeMaxUse", 32), ("SystemMaxFileSize", 8)):
        assert limits[key].endswith("M")
        assert int(limits[key][:-1]) <= most
    assert int(limits["RateLimitBurst"]) <= 1000
    assert {"MaxRetentionSec", "SystemKeepFree"} <= limits.keys()


def test_one_ingest_at_a_time_on_one_box() -> None:
    both = REPOSITORY / "systemd/otklik-hub.service"
    assert set(setting(both, "Conflicts").split()) == {
        "otklik-hub-web.service",
        "otklik-hub-ingest.service",
        "otklik-hub-work.service",
    }


def test_the_camera_is_given_back_however_the_set_up_ends() -> None:
    setup, every_day = (
        REPOSITORY / f"systemd/otklik-vision{end}.service" for end in ("-setup", "")
    )
    for key in ("Conflicts", "OnSuccess", "OnFailure"):
        assert setting(setup, key) == "otklik-vision.service"
    assert setting(setup, "Restart") == "no"
    shared = ("User", "StateDirectory", "SupplementaryGroups", "MemoryMax")
    for key in shared:
        assert setting(setup, key) == setting(every_day, key)
    credentials = [
        [value for key, value in settings_of(unit) if key.endswith("Credential")]
        for unit in (setup, every_day)
    ]
    assert credentials[0] == credentials[1]


def test_only_the_set_up_may_write_settings_and_nobody_secrets() -> None:
    writers = {
        unit.name: value
        for unit in UNITS
        for key, value in settings_of(unit)
        if key == "ReadWritePaths"
    }
    assert writers == {
        "otklik-vision-setup.service": "/etc/otklik",
        "otklik-hub-enrol.service": "/var/lib/otklik-broker",
        "otklik-update.service": "/opt/otklik",
        "otklik-update-boot.service": "/opt/otklik",
    }
    setup = REPOSITORY / "systemd/otklik-vision-setup.service"
    assert setting(setup, "InaccessiblePaths") == "-/etc/otklik/secrets"


def test_one_service_of_the_hub_only_can_open_the_authoritys_key() -> None:
    """The pages face people; they must not be able to make a device."""
    for unit in (REPOSITORY / "systemd").glob("otklik-hub*.service"):
        settings = settings_of(unit)
        opens = any("ca-passphrase" in value for _, value in settings)
        hidden = ("InaccessiblePaths", "-/var/lib/otklik-hub/ca") in settings
        assert opens == (unit.name == "otklik-hub-enrol.service")
        assert hidden != opens
