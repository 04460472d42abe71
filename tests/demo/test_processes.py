import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.errors import ChildError, StoppedError
from demo.processes import Family
from tests.support.waiting import eventually
from wire.service import StopFlag

SLEEPER = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]
STUBBORN = [
    sys.executable,
    "-c",
    """import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
while True:
    signal.pause()
""",
]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def is_up(folder: Path, name: str) -> None:
    eventually(lambda: (folder / f"{name}.log").read_text().startswith("up"))


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return Family(tmp_path, StopFlag(), end_seconds=0.5)


def test_all_children_end_and_nobody_else(tmp_path: Path, family: Family) -> None:
    stranger = subprocess.Popen(SLEEPER, stdout=subprocess.DEVNULL)
    pids = [family.start(name, SLEEPER).pid for name in ("first", "second")]
    is_up(tmp_path, "second")
    family.end()
    assert not any(alive(pid) for pid in pids)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_child_that_hangs_is_killed(tmp_path: Path, family: Family) -> None:
    children = [family.start(name, STUBBORN) for name in ("broker", "camera")]
    for name in ("broker", "camera"):
        is_up(tmp_path, name)
    family.end()
    assert [child.returncode for child in children] == [-signal.SIGKILL] * 2


def test_the_broker_ends_after_the_others_said_goodbye(tmp_path: Path) -> None:
    family = Family(tmp_path, StopFlag())
    waits_for = f"import os; os.kill({{}}, 0); open({str(tmp_path / 'met')!r}, 'w').close()"
    broker = family.start("broker", SLEEPER)
    goodbye = (
        "import signal, sys\n"
        f"def end(*_): {waits_for.format(broker.pid)}; sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('up', flush=True); signal.pause()"
    )
    family.start("kiosk", [sys.executable, "-c", goodbye])
    is_up(tmp_path, "broker")
    is_up(tmp_path, "kiosk")
    family.end()
    assert (tmp_path / "met").exists()


def test_a_child_that_ended_is_told_with_its_last_words(family: Family) -> None:
    child = family.start("broker", [sys.executable, "-c", "print('port is taken'); exit(3)"])
    child.wait()
    with pytest.raises(ChildError, match=r"broker ended with exit code 3(.|\n)*port is taken"):
        family.check()
    family.end()


def test_a_child_that_ended_well_is_missed_as_well(family: Family) -> None:
    family.start("camera", [sys.executable, "-c", ""]).wait()
    with pytest.raises(ChildError, match="camera ended with exit code 0"):
        family.check()
    family.end()


def test_a_key_meant_for_the_demo_does_not_strike_its_children(tmp_path: Path) -> None:
    """Ctrl-C goes to the whole foreground group; children are in sessions of their own."""
    family = Family(tmp_path, StopFlag())
    child = family.start("kiosk", SLEEPER)
    eventually(lambda: os.getpgid(child.pid) != os.getpgid(0))
    family.end()
    assert child.returncode == -signal.SIGTERM


def test_a_command_is_awaited_and_not_missed_afterwards(family: Family) -> None:
    family.run_python("version", "platform")
    family.check()


def test_a_command_that_fails_says_what_it_wrote(family: Family) -> None:
    with pytest.raises(ChildError, match="No module named"):
        family.run_python("set-up", "no_such_module_of_ours")


def test_ctrl_c_while_a_command_runs_ends_the_command(tmp_path: Path) -> None:
    before = set(children_of(os.getpid()))
    stop = StopFlag()
    stop.set()
    family = Family(tmp_path, stop, end_seconds=0.5)
    with pytest.raises(StoppedError):
        family.run_python("endless", "http.server", "0")
    family.end()
    assert not any(alive(pid) for pid in set(children_of(os.getpid())) - before)


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import signal, sys; from pathlib import Path\n"
        "from demo.processes import Family; from wire.service import StopFlag\n"
        f"child = Family(Path({str(tmp_path)!r}), StopFlag()).start('orphan', {SLEEPER!r})\n"
        "print(child.pid, flush=True); signal.pause()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())
    is_up(tmp_path, "orphan")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    eventually(lambda: not alive(orphan) or is_zombie(orphan))


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def is_zombie(pid: int) -> bool:
    """Where nobody collects orphans (a container without an init), an ended one stays listed."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
