"""An organisation with its release keys and a hub that gives releases, over loopback HTTP."""

import hashlib
import http.server
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from firmware_config.bundle.store import write_manifest
from firmware_config.domain.bundle import BundledFile, Manifest
from firmware_config.release import repository as releases
from firmware_config.release.keys import make_keys, public_key
from hub.updates.repository import publish, take
from wire import signing
from wire.settings import Secret
from wire.update.machine import Kind, this_kind
from wire.update.release import Wanted

PASSPHRASE = "correct horse battery"


class Organisation:
    """Everything but the device. `now` may be moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.now(UTC)
        self.key = Secret(signing.make_key().decode())
        self.keys = make_keys(folder / "keys", PASSPHRASE)
        self.releases = folder / "releases"
        self.hub = folder / "hub" / "updates"
        releases.begin(
            self.releases,
            self.keys,
            public_key(signing.public_key(self.key.reveal())),
            self.now,
        )

    @property
    def root(self) -> bytes:
        return (self.releases / "metadata/1.root.json").read_bytes()

    def release(self, version: str, wheels: dict[str, bytes], kind: Kind | None = None) -> None:
        """Sign a release of these wheels, and bring it to the hub."""
        self.sign(version, wheels, kind)
        take(self.releases, self.hub, self.key, self.now)

    def sign(self, version: str, wheels: dict[str, bytes], kind: Kind | None = None) -> None:
        bundle = bundle_of(self.folder / f"bundle-{version}", version, wheels, kind or this_kind())
        releases.add(self.releases, self.keys, bundle, self.now)

    def give_out(self, wanted: Wanted) -> None:
        self.now += timedelta(seconds=2)
        publish(self.hub, self.key, wanted, self.now)


def bundle_of(folder: Path, version: str, wheels: dict[str, bytes], kind: Kind) -> Path:
    (folder / "wheels").mkdir(parents=True, exist_ok=True)
    files = {}
    for name, content in wheels.items():
        (folder / "wheels" / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        files[f"wheels/{name}"] = BundledFile(sha256=digest, size=len(content))
    manifest = Manifest(
        version=version,
        arch=kind.arch,  # type: ignore[arg-type]  # whatever the tests run on
        python=kind.python,
        roles={"kiosk": list(wheels)},
        models=[],
        files=files,
    )
    write_manifest(folder, manifest)
    return folder


def wheel(name: str, version: str, files: dict[str, str], scripts: dict[str, str]) -> bytes:
    """A pure wheel; `scripts`: command to `module:function`."""
    info = f"{name}-{version}.dist-info"
    entries = "".join(f"{command} = {place}\n" for command, place in scripts.items())
    content = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{entries}",
    }
    record = "".join(f"{path},,\n" for path in [*content, f"{info}/RECORD"])
    return zipped(content | {f"{info}/RECORD": record})


def zipped(content: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path, text in content.items():
            file.writestr(path, text)
    return buffer.getvalue()


@contextmanager
def served(
    folder: Path,
    spoil: Callable[[str, bytes], bytes] = lambda _path, content: content,
    part: int = 1000,
) -> Iterator[tuple[str, list[str]]]:
    """The folder over HTTP as the hub gives it: parts, of a thousand bytes at most here.

    `spoil` changes an answer's body, or raises OSError to break the line in its middle. Yields the
    address, and what was asked for as it comes: `PATH FIRST`.
    """
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / self.path.removeprefix("/updates/")
            first = int(self.headers["Range"].removeprefix("bytes=").split("-")[0])
            asked.append(f"{self.path} {first}")
            if not path.is_file():
                self.send_error(404)
                return
            content = path.read_bytes()
            body = content[first : first + part]
            self.send_response(206)
            self.send_header("Content-Length", str(len(body)))
            last = first + len(body) - 1
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
            self.end_headers()
            self.wfile.write(spoil(self.path, body))

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def read_json(path: Path) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(path.read_bytes())
    return found
