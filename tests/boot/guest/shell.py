"""Runs in the virtual machine: a shell for the test, over a line that no network sees."""

import json
import subprocess
import time

with open("/dev/virtio-ports/otklik.shell", "r+b", buffering=0) as line:  # noqa: PTH123 - no seek
    rest = b""
    while True:
        part = line.read(4096)
        if not part:  # nobody is at the other end yet
            time.sleep(0.2)
        rest += part
        while b"\n" in rest:
            command, rest = rest.split(b"\n", 1)
            done = subprocess.run(
                ["/bin/sh", "-c", command.decode()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            line.write(json.dumps([done.returncode, done.stdout]).encode() + b"\n")
