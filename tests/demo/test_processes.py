import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.errors import ChildError
from demo.processes import Family, run_once
from tests.support.waiting import eventually

SLEEPER = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_all_children_end_and_nobody_else(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEPER, stdout=subprocess.DEVNULL)
    family = Family(tmp_path)
    pids = [family.start(name, SLEEPER).pid for name in ("first", "second")]
    eventually(lambda: (tmp_path / "second.log").read_text().startswith("up"))
    family.end()
    assert not any(alive(pid) for pid in pids)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_child_that_ended_is_told_with_its_last_words(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = family.start("broker", [sys.executable, "-c", "print('port is taken'); exit(3)"])
    child.wait()
    with pytest.raises(ChildError, match=r"broker ended with exit code 3(.|\n)*port is taken"):
        family.check()
    family.end()


def test_a_key_meant_for_the_demo_does_not_strike_its_children(tmp_path: Path) -> None:
    """Ctrl-C goes to the whole foreground group; children are in sessions of their own."""
    family = Family(tmp_path)
    child = family.start("kiosk", SLEEPER)
    assert os.getpgid(child.pid) != os.getpgid(0)
    family.end()
    assert child.returncode == -signal.SIGTERM


def test_a_command_that_fails_says_what_it_wrote() -> None:
    with pytest.raises(ChildError, match="No module named"):
        run_once("no_such_module_of_ours")
