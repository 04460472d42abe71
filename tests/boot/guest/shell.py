"""Runs in the virtual machine: a shell for the test, over a line that no network sees."""

import json
import subprocess

with open("/dev/virtio-ports/otklik.shell", "r+b", buffering=0) as line:  # noqa: PTH123 - no seek
    rest = b""
    while True:
        rest += line.read(4096)
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
