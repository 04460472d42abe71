"""A broker of pure Python, for a demo on a machine without Mosquitto: `PORT USERS_FILE`.

Measured, and why this is for the demo only: it speaks MQTT 3.1.1 alone, keeps all in memory, and
does not deliver again what a crashed reader had not confirmed. Otklik's own acknowledgement covers
for that, so even here no press is lost.
"""

import asyncio
import signal
import sys
from pathlib import Path

from amqtt.broker import Broker
from argon2 import PasswordHasher


def password_file(users: Path) -> Path:
    """From lines of `user=secret file`, a file of `user:hash` as amqtt reads it."""
    hasher = PasswordHasher()
    lines = []
    for line in users.read_text(encoding="utf-8").splitlines():
        user, _, secret = line.partition("=")
        lines.append(f"{user}:{hasher.hash(Path(secret).read_text(encoding='utf-8'))}")
    hashed = users.with_name("users.hashed")
    hashed.touch(mode=0o600)
    hashed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return hashed


async def serve(port: int, users: Path) -> None:
    """Serve until SIGTERM."""
    config = {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {
            "amqtt.plugins.authentication.FileAuthPlugin": {
                "password_file": str(password_file(users))
            },
        },
    }
    broker = Broker(config)
    await broker.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
