import hashlib
import http.server
import os
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge_vision.errors import ModelError, PullError
from edge_vision.models.catalogue import Model, catalogue, find
from edge_vision.models.store import (
    import_from,
    models_folder,
    path_of,
    pull,
    state_of,
    verified,
)

CONTENT = bytes(range(256)) * 900


def model(**more: Any) -> Model:
    base = Model(
        name="tiny",
        file="tiny.onnx",
        task="people",
        licence="MIT",
        size_bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        source="",
        input="",
        accuracy="unmeasured",
    )
    return msgspec.structs.replace(base, **more)


class Server(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT, with ranges; notes what was asked."""

    asked: list[str]
    ranges = True

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "bytes=0-")
        type(self).asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if type(self).ranges else 0
        self.send_response(206 if type(self).ranges else 200)
        self.end_headers()
        self.wfile.write(CONTENT[start:])

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[type[Server], str]]:
    handler = type("Handler", (Server,), {"asked": []})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, name="otklik-test-server")
        thread.start()
        yield handler, f"http://127.0.0.1:{running.server_port}/tiny.onnx"
        running.shutdown()
        thread.join(timeout=5)


def test_every_entry_of_the_catalogue_is_whole() -> None:
    models = catalogue()
    assert len({entry.name for entry in models}) == len(models)
    assert len({entry.file for entry in models}) == len(models)
    assert find("yolox_nano").task == "people"
    for entry in models:
        assert entry.accuracy
        assert entry.source == "" or entry.source.startswith("https://")


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(ModelError, match="known are yolox_nano"):
        find("yolo99")


def test_pulling_fetches_verifies_and_tells_progress(
    tmp_path: Path, server: tuple[type[Server], str]
) -> None:
    _, address = server
    told = []
    path = pull(
        tmp_path / "models", model(source=address), lambda done, of: told.append((done, of))
    )
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert state_of(tmp_path / "models", model()) == "ready"


def test_a_model_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, server: tuple[type[Server], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the name and before the content would leave an empty model."""
    _, address = server
    steps: list[tuple[str, object]] = []
    replace = Path.replace

    def named(self: Path, target: Path) -> Path:
        steps.append(("named", target.name))
        return replace(self, target)

    monkeypatch.setattr(
        "os.fsync", lambda handle: steps.append(("forced", os.fstat(handle).st_size))
    )
    monkeypatch.setattr(Path, "replace", named)
    pull(tmp_path / "pulled", model(source=address))
    import_from(tmp_path / "pulled", tmp_path / "imported", [model()])
    assert steps == [("forced", len(CONTENT)), ("named", "tiny.onnx")] * 2


def test_pulling_goes_on_where_it_stopped(tmp_path: Path, server: tuple[type[Server], str]) -> None:
    handler, address = server
    (tmp_path / "tiny.part").write_bytes(CONTENT[:1000])
    pull(tmp_path, model(source=address))
    assert handler.asked == ["bytes=1000-"]
    assert state_of(tmp_path, model()) == "ready"


def test_a_server_without_ranges_is_read_from_the_start(
    tmp_path: Path, server: tuple[type[Server], str]
) -> None:
    handler, address = server
    handler.ranges = False
    (tmp_path / "tiny.part").write_bytes(b"old" * 100)
    pull(tmp_path, model(source=address))
    assert state_of(tmp_path, model()) == "ready"


def test_what_broke_off_is_kept_for_the_next_try(
    tmp_path: Path, server: tuple[type[Server], str]
) -> None:
    _, address = server
    longer = model(source=address, size_bytes=len(CONTENT) + 10)
    with pytest.raises(PullError, match="broke off after 230400 of 230410"):
        pull(tmp_path, longer)
    assert (tmp_path / "tiny.part").stat().st_size == len(CONTENT)
    assert state_of(tmp_path, longer) == "absent"


def test_another_file_than_the_catalogues_is_never_used(
    tmp_path: Path, server: tuple[type[Server], str]
) -> None:
    _, address = server
    wrong = model(source=address, sha256="0" * 64)
    with pytest.raises(PullError, match="checksum"):
        pull(tmp_path, wrong)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_cure_is_said(tmp_path: Path) -> None:
    with pytest.raises(PullError, match="models import FOLDER"):
        pull(tmp_path, model(source="http://127.0.0.1:9/tiny.onnx"))


def test_a_model_without_an_address_has_to_be_imported(tmp_path: Path) -> None:
    with pytest.raises(PullError, match="no address"):
        pull(tmp_path, model())


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_models_are_imported_from(kind: str, tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    (origin / "models").mkdir(parents=True)
    file = origin / "models" / "tiny.onnx"
    file.write_bytes(CONTENT)
    source = origin / "models"
    if kind == "zip":
        source = tmp_path / "models.zip"
        with zipfile.ZipFile(source, "w") as archive:
            archive.write(file, "somewhere/../tiny.onnx")
    elif kind == "tar.gz":
        source = tmp_path / "models.tar.gz"
        with tarfile.open(source, "w:gz") as archive:
            archive.add(file, "models/tiny.onnx")
    folder = tmp_path / "here"
    assert import_from(source, folder, [model()]) == [model()]
    assert verified(folder, model()).read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == ["tiny.onnx"]


def test_an_import_that_holds_nothing_or_something_damaged_is_said(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    with pytest.raises(ModelError, match="none of the known models"):
        import_from(origin, tmp_path / "here", [model()])
    (origin / "tiny.onnx").write_bytes(CONTENT[::-1])
    with pytest.raises(ModelError, match="checksum"):
        import_from(origin, tmp_path / "here", [model()])
    with pytest.raises(ModelError, match="cannot be imported"):
        import_from(tmp_path / "nowhere", tmp_path / "here", [model()])


@pytest.mark.parametrize(
    ("name", "cut", "words"),
    [
        ("cut.tar.gz", 0.5, "copy it again"),
        ("cut.zip", 0.5, "no folder, .zip or .tar.gz"),
        ("short.onnx", 0.5, "no folder, .zip or .tar.gz"),
        ("folder", 0.5, "copy it again"),
    ],
)
def test_half_an_archive_is_said_and_leaves_nothing(
    name: str, cut: float, words: str, tmp_path: Path
) -> None:
    source, whole = tmp_path / name, tmp_path / "tiny.onnx"
    whole.write_bytes(CONTENT)
    if name == "folder":
        source.mkdir()
        (source / "tiny.onnx").write_bytes(CONTENT[: round(cut * len(CONTENT))])
    else:
        if name.endswith(".tar.gz"):
            with tarfile.open(source, "w:gz") as archive:
                archive.add(whole, "tiny.onnx")
        elif name.endswith(".zip"):
            with zipfile.ZipFile(source, "w") as archive:
                archive.write(whole, "tiny.onnx")
        else:
            source.write_bytes(CONTENT)
        data = source.read_bytes()
        source.write_bytes(data[: round(cut * len(data))])
    with pytest.raises(ModelError, match=words):
        import_from(source, tmp_path / "here", [model()])
    assert list((tmp_path / "here").iterdir()) == []


def test_absent_and_damaged_have_each_their_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="models pull tiny"):
        verified(tmp_path, model())
    path_of(tmp_path, model()).write_bytes(b"x")
    assert state_of(tmp_path, model()) == "damaged"
    with pytest.raises(ModelError, match="delete it"):
        verified(tmp_path, model())


def test_where_models_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTKLIK_MODELS", "STATE_DIRECTORY", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert models_folder(None) == tmp_path / "data" / "otklik" / "models"
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    assert models_folder(None) == tmp_path / "state" / "models"
    monkeypatch.setenv("OTKLIK_MODELS", str(tmp_path / "named"))
    assert models_folder(None) == tmp_path / "named"
    assert models_folder(tmp_path) == tmp_path
