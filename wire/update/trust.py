"""What is the organisation's, and how it is known: The Update Framework's client, with our words.

Offline keys sign which releases there are; the hub's own key signs which of them is given out to
whom, and that the list is fresh. Whoever takes over the hub can therefore hold updates back or hand
out releases that the organisation has made, and nothing else; see docs/decisions.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from tuf.api import exceptions
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from wire.update.errors import AwayError, UpdateError
from wire.update.release import WANTED_PATH, Release, Wanted, file_path, manifest_path

_CONFIG: Final = UpdaterConfig(prefix_targets_with_hash=False)
"""Off: the paths of files have their checksum in them already."""


class Trust:
    """One look at what is signed. What was seen once is never taken back (no older lists).

    Args:
        folder: remembers what was seen; nobody else writes there.
        address: of the repository.
        fetcher: how to get there.
        root: the root of trust of the card.

    Raises:
        UpdateError: what is there is not the organisation's, too old, or damaged.
        AwayError: nothing is there.
    """

    def __init__(self, folder: Path, address: str, fetcher: FetcherInterface, root: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _in_our_words():
            self._updater = Updater(
                str(folder),
                f"{address}/metadata",
                target_base_url=f"{address}/targets",
                fetcher=fetcher,
                config=_CONFIG,
                bootstrap=root,
            )
            self._updater.refresh()

    def wanted(self) -> Wanted:
        """What is given out now, and to whom.

        Raises:
            UpdateError, AwayError: as above.
        """
        with _in_our_words():
            found = self._updater.get_targetinfo(WANTED_PATH)
        try:
            return msgspec.convert(found.custom if found else {}, Wanted)
        except msgspec.ValidationError as error:
            raise UpdateError(f"What the hub gives out cannot be read ({error}).") from error

    def release(self, version: str, arch: str, python: str, scratch: Path) -> Release:
        """The manifest of a release for this kind of machine.

        Args:
            version: of the release.
            arch: such as `aarch64`.
            python: such as `3.13`.
            scratch: file for its text, replaced.

        Raises:
            UpdateError, AwayError: as above, or there is none for this machine.
        """
        with _in_our_words():
            target = self._updater.get_targetinfo(manifest_path(version, arch, python))
            if target is None:
                raise UpdateError(f"{version} was not made for {arch} and Python {python}.")
            self._updater.download_target(target, str(scratch))
        try:
            found = msgspec.json.decode(scratch.read_bytes(), type=Release)
        except (msgspec.MsgspecError, OSError) as error:
            raise UpdateError(f"The manifest of {version} cannot be read ({error}).") from error
        if (found.version, found.arch, found.python) != (version, arch, python):
            raise UpdateError(f"The manifest of {version} is another release's.")
        return found

    def bring(self, release: Release, path: str, to: Path) -> bool:
        """Bring one file of a release, unless it is there already and right.

        Returns:
            Whether it had to be brought.

        Raises:
            UpdateError, AwayError: as above.
            OSError: the disk takes nothing.
        """
        with _in_our_words():
            target = self._updater.get_targetinfo(file_path(path, release.files[path].sha256))
            if target is None:
                raise UpdateError(f"{path} of {release.version} is not signed.")
            if self._updater.find_cached_target(target, str(to)):
                return False
            self._updater.download_target(target, str(to))
            return True


@contextmanager
def _in_our_words() -> Iterator[None]:
    """The framework's errors as ours, each with what to do."""
    try:
        yield
    except exceptions.ExpiredMetadataError as error:
        raise UpdateError(
            f"The hub's list of releases has run out ({error}): nothing is installed from a list "
            "that may be held back. Look whether the hub's work runs, and at this device's clock."
        ) from error
    except (exceptions.BadVersionNumberError, exceptions.EqualVersionNumberError) as error:
        raise UpdateError(f"The hub shows an older list of releases ({error}).") from error
    except exceptions.UnsignedMetadataError as error:
        raise UpdateError(f"The signature is wrong ({error}); nothing is installed.") from error
    except exceptions.LengthOrHashMismatchError as error:
        raise UpdateError(f"A file is not the one that was signed ({error}).") from error
    except exceptions.DownloadError as error:
        raise AwayError(f"The hub does not give releases now ({error}).") from error
    except exceptions.RepositoryError as error:
        raise UpdateError(f"The hub's releases cannot be read ({error}).") from error
