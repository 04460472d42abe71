"""The only way out of the virtual machine: one connection to a port of this machine.

QEMU starts it for each connection to the broker or the hub, which are its input and output.
"""

import os
import selectors
import socket
import sys


def main() -> None:
    """Carry bytes both ways until one side ends."""
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as hub:
        ways = {0: hub.fileno(), hub.fileno(): 1}
        with selectors.DefaultSelector() as selector:
            for source in ways:
                selector.register(source, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    data = os.read(key.fd, 65536)
                    if not data:
                        return
                    while data:
                        data = data[os.write(ways[key.fd], data) :]


if __name__ == "__main__":
    main()
