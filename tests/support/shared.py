"""Where the clips, faces and models with known truth are: beside the repository, or nowhere."""

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[2]


def shared_dir() -> Path | None:
    """The folder with `data/` and `models/`, or None where it is absent."""
    named = os.environ.get("OTKLIK_SHARED")
    folder = Path(named) if named else _REPOSITORY.parent / "shared"
    return folder if (folder / "data").is_dir() else None


def require_shared() -> Path:
    """The same, or skip the test with the reason."""
    folder = shared_dir()
    if folder is None:
        pytest.skip("needs ../shared (clips and models with known truth), which is not here")
    return folder
