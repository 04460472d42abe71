"""Runs in the virtual machine: a shell for the test, over a line that no network sees."""

import json
import subprocess

# Without buffers: the line cannot seek. It is connected before the machine starts, so that a read
# waits for the next command and never finds an end.
with open("/dev/virtio-ports/otklik.shell", "r+b", buffering=0) as line:  # noqa: PTH123 - no seek
    for command in line:
        done = subprocess.run(
            ["/bin/sh", "-c", command.decode()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        line.write(json.dumps([done.returncode, done.stdout]).encode() + b"\n")
