"""The folder that models live in: fetched, imported, and never used unverified."""

import hashlib
import lzma
import os
import shutil
import tarfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path, PurePath
from typing import BinaryIO, Literal

from edge_vision.errors import ModelError, PullError
from edge_vision.models.catalogue import Model

State = Literal["ready", "absent", "damaged"]
Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""

_CHUNK_BYTES = 64 * 1024
_TIMEOUT_SECONDS = 20
_DAMAGED = (
    EOFError, RuntimeError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile,
)  # fmt: skip
"""What reading an archive may end in; a RuntimeError where it is encrypted."""


def models_folder(named: Path | None) -> Path:
    """Where models are: as named, else $OTKLIK_MODELS, else in the service's or user's state."""
    if named is not None:
        return named
    if variable := os.environ.get("OTKLIK_MODELS"):
        return Path(variable)
    if state := os.environ.get("STATE_DIRECTORY"):
        return Path(state) / "models"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "otklik" / "models"


def path_of(folder: Path, model: Model) -> Path:
    """Where a model's file is or would be."""
    return folder / model.file


def state_of(folder: Path, model: Model) -> State:
    """Whether a model can be used. Reads the whole file."""
    path = path_of(folder, model)
    if not path.is_file():
        return "absent"
    sound = path.stat().st_size == model.size_bytes and _digest(path) == model.sha256
    return "ready" if sound else "damaged"


def verified(folder: Path, model: Model) -> Path:
    """The path of a model that is there and is what the catalogue says.

    Raises:
        ModelError: absent or damaged, with the cure.
    """
    match state_of(folder, model):
        case "absent":
            raise ModelError(
                f"The model {model.name} is not in {folder}; run "
                f"`otklik-vision models pull {model.name}`, or name its folder with --models."
            )
        case "damaged":
            raise ModelError(
                f"{path_of(folder, model)} is not the file of the catalogue (size or checksum); "
                f"delete it and run `otklik-vision models pull {model.name}`."
            )
    return path_of(folder, model)


def pull(folder: Path, model: Model, progress: Progress = lambda _done, _all: None) -> Path:
    """Fetch a model, going on where an earlier try stopped.

    Raises:
        PullError: no network, no such file there, no room, or not the file that was expected.
    """
    if not model.source:
        raise PullError(f"{model.name} has no address to fetch it from; {_import_cure()}")
    part = path_of(folder, model).with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if part.exists() and part.stat().st_size >= model.size_bytes:
            part.unlink()
        _fetch(model, part, progress)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise PullError(f"{model.source} cannot be fetched ({reason}); {_import_cure()}") from error
    except OSError as error:
        raise PullError(f"{folder} takes no file ({error}); name another with --models.") from error
    return _accept(part, folder, model)


def import_from(source: Path, folder: Path, models: list[Model]) -> list[Model]:
    """Copy every known model out of a folder or archive (.zip, .tar, .tar.gz); returns those found.

    Raises:
        ModelError: the source cannot be read, holds no known model, or a damaged one.
    """
    found: list[Model] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _opener(source) as members:
            for name, reader in members:
                for model in models:
                    if PurePath(name).name == model.file:
                        _take_over(reader, folder, model, source)
                        found.append(model)
    except ModelError:
        raise
    except tarfile.ReadError as error:
        raise ModelError(f"{source} is no folder, .zip or .tar.gz, or a damaged one.") from error
    except (OSError, *_DAMAGED) as error:
        raise ModelError(f"{source} cannot be imported ({error}); copy it again.") from error
    if not found:
        files = ", ".join(model.file for model in models)
        raise ModelError(f"{source} holds none of the known models ({files}).")
    return found


def _take_over(reader: Callable[[], BinaryIO], folder: Path, model: Model, source: Path) -> None:
    """Copy a model, and give the copy its name if it is whole.

    Raises:
        ModelError: it is not the file of the catalogue.
    """
    # Not `.part`, from which a `pull` would go on.
    fresh = path_of(folder, model).with_suffix(".new")
    try:
        with reader() as incoming, fresh.open("wb") as outgoing:
            shutil.copyfileobj(incoming, outgoing, _CHUNK_BYTES)
            _to_disk(outgoing)
        if fresh.stat().st_size != model.size_bytes or _digest(fresh) != model.sha256:
            raise ModelError(
                f"{model.file} in {source} is not the file of the catalogue (size or checksum); "
                "copy it again from where it came."
            )
        fresh.replace(path_of(folder, model))
    finally:
        fresh.unlink(missing_ok=True)


def _fetch(model: Model, part: Path, progress: Progress) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(model.source, headers={"Range": f"bytes={have}-"})  # noqa: S310 - addresses come from our own catalogue
    with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
        resumed = answer.status == HTTPStatus.PARTIAL_CONTENT
        have = have if resumed else 0
        with part.open("ab" if resumed else "wb") as file:
            while chunk := answer.read(_CHUNK_BYTES):
                have += len(chunk)
                if have > model.size_bytes:
                    break  # not the file of the catalogue; the checksum will say so
                file.write(chunk)
                progress(have, model.size_bytes)
            _to_disk(file)


def _to_disk(file: BinaryIO) -> None:
    """Before the file gets its name: a power cut must not leave the name to half of a model."""
    file.flush()
    os.fsync(file.fileno())


def _accept(part: Path, folder: Path, model: Model) -> Path:
    """Give a complete and verified file its name."""
    size = part.stat().st_size
    if size < model.size_bytes:
        raise PullError(
            f"{model.name} broke off after {size} of {model.size_bytes} bytes; "
            "try again, it goes on from there."
        )
    if _digest(part) != model.sha256:
        part.unlink()
        raise PullError(f"{model.name} is not the file of the catalogue: its checksum is wrong.")
    target = path_of(folder, model)
    part.replace(target)
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _import_cure() -> str:
    return "on a machine with the file, run `otklik-vision models import FOLDER`."


_Members = Iterator[tuple[str, Callable[[], BinaryIO]]]


@contextmanager
def _opener(source: Path) -> Iterator[_Members]:
    """The files of a folder or archive by name, none of them extracted by its own path."""
    if source.is_dir():
        yield ((path.name, _later(path)) for path in sorted(source.iterdir()) if path.is_file())
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield ((name, _in_zip(archive, name)) for name in archive.namelist())
    else:
        with tarfile.open(source) as tar:
            yield ((member.name, _in_tar(tar, member)) for member in tar if member.isfile())


def _later(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _in_zip(archive: zipfile.ZipFile, name: str) -> Callable[[], BinaryIO]:
    return lambda: archive.open(name)  # type: ignore[return-value]  # an IO[bytes] reads alike


def _in_tar(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], BinaryIO]:
    def read() -> BinaryIO:
        file = tar.extractfile(member)
        if file is None:
            raise tarfile.TarError(f"{member.name} is no file")
        return file  # type: ignore[return-value]  # an IO[bytes] reads alike

    return read
