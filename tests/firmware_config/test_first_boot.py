"""The scripts of a first boot in a real shell, below a folder; the system's programs are fakes."""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_config.domain.card import Card, DeviceFile
from firmware_config.domain.first_boot import FIRST_BOOT, SCRIPT_PATH, first_boot_files
from firmware_config.domain.first_run import first_run_script
from tests.firmware_config.card_parts import HOSTILE, a_card
from tests.firmware_config.first_boot_parts import SAYS, device, script, software

text = st.text(st.characters(blacklist_categories=["Cs"]))
HARDENING = Path(__file__).resolve().parents[2] / "systemd/otklik-.service.d"
# --- Bookworm's first run: it writes the files --------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=80) | text.map(str.encode))
def test_a_real_shell_writes_every_file_exactly(content: bytes) -> None:
    card = a_card(settings=HOSTILE.encode(), secret=content)
    with tempfile.TemporaryDirectory() as folder:
        made = device(Path(folder))
        assert made.run(first_run_script(card)) == 0
        assert (made.root / "etc/otklik/settings").read_bytes() == HOSTILE.encode()
        assert (made.root / "etc/otklik/secret").read_bytes() == content
        assert (made.root / "etc/otklik/secret").stat().st_mode & 0o777 == 0o600
        assert (made.root / SCRIPT_PATH).read_text() == script(card)
        assert (made.root / SCRIPT_PATH).stat().st_mode & 0o777 == 0o755
        assert not list(made.root.rglob("pwned"))


def test_hostile_names_run_nothing_in_a_real_shell(tmp_path: Path) -> None:
    """The fleet file's rules refuse these; the scripts must not rely on it."""
    hostile = "x'; touch pwned; `touch pwned` $(touch pwned) \"\n"
    card = Card(
        hostname=hostile,
        timezone=hostile,
        unit=hostile,
        files=(DeviceFile(f"etc/{hostile.replace('/', '')}", b"1", "0644"),),
        ssh_keys=(hostile,),
        country=hostile,
        software=software(version=hostile, python=hostile),
    )
    made = device(tmp_path)
    assert made.run(first_run_script(card)) == 0
    assert made.run(script(card)) == 1
    assert not list(tmp_path.rglob("pwned"))
    assert (tmp_path / "etc/hostname").read_text() == f"{hostile}\n"
    assert (tmp_path / "root/.otklik-authorized_keys").read_text() == f"{hostile}\n"


def test_the_first_run_cleans_up_after_itself(tmp_path: Path) -> None:
    made = device(tmp_path)
    made.run(first_run_script(a_card(settings=b"1")))
    assert (made.boot / "cmdline.txt").read_text() == "quiet resize\n"
    assert not (made.boot / "firstrun.sh").exists()
    assert (tmp_path / "etc/timezone").read_text() == "Europe/Berlin\n"
    assert {"passwd -l pi", "systemctl disable ssh"} <= set(made.calls)


def test_what_failed_in_the_first_run_is_told_by_the_first_boot(tmp_path: Path) -> None:
    made, card = device(tmp_path), a_card(settings=b"1")
    made.says("passwd", "exit 1")
    made.run(first_run_script(card))
    assert made.run(script(card)) == 1
    assert "Could not lock the password." in made.status


# --- the first boot ------------------------------------------------------------------------------


def test_a_first_boot_starts_the_services_and_says_so(tmp_path: Path) -> None:
    card = replace(a_card(settings=b"1"), country="DE", more_units=("otklik-kiosk.service",))
    made = device(tmp_path)
    assert made.run(script(card)) == 0
    assert "otklik-kiosk.service is started" in made.status
    assert "has reached its broker" in made.status
    assert {"systemctl enable --now otklik-kiosk.service", "rfkill unblock wifi"} <= set(made.calls)
    assert (tmp_path / "var/lib/otklik/first-boot-done").exists()
    assert yaml.safe_load((made.boot / "user-data").read_text())
    assert "secret" not in (made.boot / "user-data").read_text()
    assert not (made.boot / "firstrun.sh").exists()


def test_the_software_comes_from_the_card_and_from_nowhere_else(tmp_path: Path) -> None:
    card = replace(a_card(settings=b"1"), software=software())
    made = device(tmp_path, has_otklik=False)
    (made.boot / "otklik-bundle.tar").write_bytes(software().content)
    assert made.run(script(card)) == 0, made.status
    [pip] = [call for call in made.calls if call.startswith("pip ")]
    assert {"--no-index", "--require-hashes"} <= set(pip.split())
    assert f"{tmp_path}/opt/otklik/unpacked/wheels/pip-26.3-py3-none-any.whl/pip install" in pip
    for link in ("venv", "updater"):
        assert (tmp_path / "opt/otklik" / link).readlink() == Path("versions/1.2.3")
    assert (tmp_path / "opt/otklik/models/m.onnx").exists()
    assert not (tmp_path / "opt/otklik/unpacked").exists()
    assert not (made.boot / "otklik-bundle.tar").exists()
    assert "Otklik 1.2.3 is set up" in made.status


def test_after_a_power_cut_the_rest_is_done_and_nothing_twice(tmp_path: Path) -> None:
    card = replace(a_card(settings=b"1"), software=software())
    made = device(tmp_path, has_otklik=False)
    (made.boot / "otklik-bundle.tar").write_bytes(software().content)
    half = tmp_path / "opt/otklik/versions/1.2.3/half"
    half.mkdir(parents=True)
    made.says("systemctl", 'case $1 in enable) kill -9 "$PPID" ;; esac')
    assert made.run(script(card)) == -9
    assert not half.exists()
    assert "the device is being set up" in made.status
    assert "started" not in made.status
    made.says("systemctl", ":")
    assert made.run(script(card)) == 0
    assert len([call for call in made.calls if call.startswith("pip ")]) == 1


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({}, "otklik-bundle.tar is not on the boot partition."),
        ({"sha256": "0" * 64}, "otklik-bundle.tar is damaged."),
        ({"arch": "x86_64"}, "software is for x86_64, this machine is aarch64"),
        ({"python": "3.11"}, "software is for Python 3.11, this image has 3.13"),
    ],
)
def test_software_that_does_not_fit_is_said_in_a_sentence(
    tmp_path: Path, trouble: dict[str, str], said: str
) -> None:
    made = device(tmp_path, has_otklik=False)
    if trouble:
        (made.boot / "otklik-bundle.tar").write_bytes(software().content)
    assert made.run(script(replace(a_card(settings=b"1"), software=software(**trouble)))) == 1
    assert said in made.status
    assert "What to do:\n  - " in made.status
    assert "tries again each time it is switched on" in made.status
    assert not (tmp_path / "var/lib/otklik/first-boot-done").exists()


@pytest.mark.parametrize(
    ("tool", "answer", "said"),
    [
        ("python3", SAYS["python3"].replace("-m)", "-m) exit 1"), "could not be installed"),
        ("tar", "exit 2", "take a larger or a new one"),
        ("systemctl", '[ "$1" != enable ]', "does not start: Connected to the broker"),
    ],
)
def test_what_fails_stands_on_the_boot_partition(
    tmp_path: Path, tool: str, answer: str, said: str
) -> None:
    made = device(tmp_path, has_otklik=False)
    (made.boot / "otklik-bundle.tar").write_bytes(software().content)
    made.says(tool, answer)
    assert made.run(script(replace(a_card(settings=b"1"), software=software()))) == 1
    assert said in made.status


def test_an_image_without_otklik_is_named(tmp_path: Path) -> None:
    made = device(tmp_path, has_otklik=False)
    assert made.run(script(a_card(settings=b"1"))) == 1
    assert "otklik-kiosk.service is not in this image" in made.status


def test_a_broker_that_cannot_be_reached_is_no_failure(tmp_path: Path) -> None:
    made = device(tmp_path)
    made.says("journalctl", "echo No broker at b:1883")
    assert made.run(script(a_card(settings=b"1"))) == 0
    assert "What it counts waits on the card." in made.status


def test_a_failure_blinks_on_the_buttons_lights(tmp_path: Path) -> None:
    made = device(tmp_path)
    made.says("pinctrl", ":")
    made.says("sleep", '[ "$1" != 1.4 ] || kill -9 "$PPID"')
    led = tmp_path / "sys/class/leds/ACT"
    led.mkdir(parents=True)
    lights = script(replace(a_card(), lights=(5, 6))) + "\n"
    (tmp_path / "script.sh").write_text(lights)
    made.run(f'set -- lights\n. "{tmp_path}/script.sh"\n')
    pins = [call for call in made.calls if call.startswith("pinctrl")]
    assert pins == [f"pinctrl set {pin} op {level}" for level in ("dh", "dl") * 3 for pin in (5, 6)]
    assert (led / "brightness").read_text() == "0\n"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A root folder with the files of a first boot, and what locks in Otklik's other units."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, which comes with systemd")
    for file in first_boot_files(a_card()):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_bytes(file.content)
        (tmp_path / file.path).chmod(int(file.mode, 8))
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(HARDENING, units / HARDENING.name)
    for target in ("sysinit", "basic", "shutdown", "multi-user"):
        (units / f"{target}.target").write_text("[Unit]\nDescription=x\n")
    return tmp_path


def analyze(verb: str, root: Path, *unit: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", verb, f"--root={root}", *unit],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_units_are_valid(installed: Path) -> None:
    done = analyze("verify", installed, f"/etc/systemd/system/{FIRST_BOOT}")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_blinks_for_ever_is_locked_in(installed: Path) -> None:
    unit = "fault-lights-of-otklik.service"
    done = analyze("security", installed, "--offline=true", "--threshold=20", unit)
    assert done.returncode == 0, done.stdout[-200:]


def test_the_lock_of_the_other_units_does_not_reach_the_first_boot(installed: Path) -> None:
    """It makes the file system read-only: the second try of a first boot could install nothing."""
    for file in first_boot_files(a_card())[1:3]:
        assert not Path(file.path).name.startswith(HARDENING.name.partition(".")[0])


def test_the_scripts_pass_shellcheck(tmp_path: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("needs shellcheck: apt install shellcheck")
    card = replace(a_card(settings=b"1"), software=software(), country="DE", lights=(5,))
    both = (script(card), script(replace(card, data_mb=1024)), first_run_script(card))
    for number, each in enumerate(both):
        path = tmp_path / f"{number}.sh"
        path.write_text(each)
        done = subprocess.run(
            ["shellcheck", "--severity=warning", str(path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stdout) == (0, "")
