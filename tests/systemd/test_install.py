"""install.sh puts the files of a role in place, once, and says what is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.systemd.support import REPOSITORY, UNITS

SCRIPT = REPOSITORY / "systemd/install.sh"
IDENTITY = {
    "otklik-enrol.service",
    "otklik-enrol.timer",
    "otklik-identity.path",
    "otklik-identity.service",
}
UPDATE = {
    "otklik-update-boot.service",
    "otklik-update-fetch.service",
    "otklik-update-fetch.timer",
    "otklik-update.path",
    "otklik-update.service",
    "units-of-otklik.service",
}
ROLES = {
    "kiosk": {"otklik-kiosk.service", *IDENTITY, *UPDATE},
    "vision": {"otklik-vision.service", "otklik-vision-setup.service", *IDENTITY, *UPDATE},
    "hub": {
        "otklik-hub.service",
        "otklik-hub-web.service",
        "otklik-hub-ingest.service",
        "otklik-hub-work.service",
        "otklik-hub-enrol.service",
        "otklik-broker-reload.service",
        "otklik-broker-reload.path",
    },
}


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The root of a system to install into; its programs only say that they were called."""
    (tmp_path / "etc").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def _needs_root_for_users(request: pytest.FixtureRequest) -> None:
    if shutil.which("systemd-sysusers") is None:
        pytest.skip("needs systemd-sysusers, which comes with systemd")


def test_the_roles_together_install_every_unit() -> None:
    folder = REPOSITORY / "systemd"
    others = {unit.name for kind in ("path", "timer") for unit in folder.glob(f"*.{kind}")}
    assert set().union(*ROLES.values()) == {unit.name for unit in UNITS} | others


@pytest.mark.parametrize("role", ROLES)
def test_a_dry_run_names_every_file_and_writes_none(image: Path, role: str) -> None:
    result = install(role, "--dry-run", "--root", str(image))
    assert result.returncode == 0, result.stderr
    for unit in ROLES[role]:
        assert f"write      /etc/systemd/system/{unit}\n" in result.stdout
    assert [path for path in image.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("role", ROLES)
def test_what_the_units_need_and_is_not_there_is_named(image: Path, role: str) -> None:
    result = install(role, "--dry-run", "--root", str(image))
    for path in (
        f"/etc/otklik/{role}.toml",
        f"/etc/otklik/secrets/{role}/mqtt-password",
        f"/opt/otklik/venv/bin/otklik-{role}",
    ):
        assert f"missing    {path} " in result.stdout
        (image / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (image / path.lstrip("/")).touch()
    again = install(role, "--dry-run", "--root", str(image)).stdout
    assert [line for line in again.splitlines() if line.startswith("missing")] == [
        "missing    /etc/otklik/secrets/hub/hub-secret (see docs/operator.md)"
    ] * (role == "hub")


def test_a_second_run_writes_nothing(image: Path) -> None:
    system = image / "etc/systemd/system"
    if (first := install("hub", "--root", str(image))).returncode:
        pytest.skip(f"needs the right to make users in an image: {first.stderr.strip()}")
    assert {path.name for path in system.glob("*.*") if path.is_file()} == ROLES["hub"]
    assert (image / "etc/otklik/secrets").stat().st_mode & 0o777 == 0o700
    assert "otklik-hub:" in (image / "etc/passwd").read_text()
    second = install("hub", "--root", str(image))
    assert second.returncode == 0
    assert "write " not in second.stdout


@pytest.mark.parametrize(("role", "bounded"), [("kiosk", True), ("vision", True), ("hub", False)])
def test_a_device_bounds_its_journal_and_watches_its_kernel(
    image: Path, role: str, bounded: bool
) -> None:
    said = install(role, "--dry-run", "--root", str(image)).stdout
    for path in ("journald.conf.d/otklik.conf", "system.conf.d/otklik.conf"):
        assert (f"write      /etc/systemd/{path}\n" in said) is bounded


@pytest.mark.parametrize(
    ("library", "grows"),
    [
        ("usr/lib/aarch64-linux-gnu/systemd/libsystemd-shared-257.so", True),
        ("usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-254.so", True),
        ("usr/lib/systemd/libsystemd-shared-252.so", False),
        ("usr/lib/nothing-of-systemd", False),
    ],
)
def test_the_pause_between_restarts_grows_where_systemd_can(
    image: Path, library: str, *, grows: bool
) -> None:
    (image / library).parent.mkdir(parents=True)
    (image / library).touch()
    said = install("kiosk", "--dry-run", "--root", str(image)).stdout
    beside = [line for line in said.splitlines() if line.endswith("30-back-off.conf")]
    wanted = "write      /etc/systemd/system/otklik-kiosk.service.d/30-back-off.conf"
    assert beside == [wanted] * grows


def test_an_address_outside_the_shop_is_allowed_on_request(image: Path) -> None:
    result = install("kiosk", "--root", str(image), "--allow-address", "203.0.113.7", "--dry-run")
    assert "write      /etc/systemd/system/otklik-.service.d/20-addresses.conf\n" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Usage: install.sh ROLE"),
        (("till",), "'till' is no role; it is kiosk, vision or hub"),
        (("kiosk", "hub"), "one role at a time"),
        (("--now", "kiosk"), "unknown option --now"),
        (("kiosk", "--root"), "--root needs a directory"),
        (("kiosk", "--root", "/no/such/folder"), "there is no directory /no/such/folder"),
        (("kiosk", "--allow-address", "1.2.3.4\nExecStart=/bin/sh"), "is not an address"),
        (("kiosk", "--allow-address", "$(id)"), "is not an address"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    arguments: tuple[str, ...], sentence: str
) -> None:
    result = install(*arguments)
    assert result.returncode == 2
    assert sentence in result.stderr


def test_the_script_passes_shellcheck() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("needs shellcheck: apt install shellcheck")
    result = subprocess.run(
        ["shellcheck", str(SCRIPT)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_units_may_change_under_a_running_service(image: Path) -> None:
    """An update installs units in the middle of its own unit: it must not be restarted."""
    script = (REPOSITORY / "systemd/renew.sh").read_text()
    assert "--no-restart" in script
    result = install("kiosk", "--dry-run", "--no-restart", "--root", str(image))
    assert result.returncode == 0
    assert "try-restart" not in result.stdout
