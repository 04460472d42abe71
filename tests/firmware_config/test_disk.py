"""A disk takes and gives blocks in order, past the page cache; every trouble is a sentence."""

import errno
import os
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_config.card import disk as card_disk
from firmware_config.card.disk import BLOCK_BYTES, open_disk
from firmware_config.errors import CardError

CONTENT = os.urandom(4096) * (3 * BLOCK_BYTES // 4096) + b"an end that fits no sector"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, len(CONTENT)), max_size=6), st.integers(0, 3 * BLOCK_BYTES))
def test_pieces_of_any_length_come_back_as_they_were(cuts: list[int], start: int) -> None:
    edges = [0, *sorted(cuts), len(CONTENT)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.img"
        with open_disk(path, for_writing=True) as disk:
            for begin, end in pairwise(edges):
                disk.put(begin, CONTENT[begin:end])
            disk.settle()
            assert b"".join(disk.blocks(start, len(CONTENT) + 9)) == CONTENT[start:]
        assert path.read_bytes() == CONTENT
        with open_disk(path, for_writing=False) as disk:
            assert disk.get(start, 4096) == CONTENT[start : start + 4096]


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "is full before the image ends: take a larger card"),
        (errno.ENODEV, "was pulled out: put it in and write it again"),
        (errno.ENOMEDIUM, "was pulled out: put it in and write it again"),
        (errno.EROFS, "is write-protected; slide the switch on its side"),
        (errno.EPERM, "is write-protected; slide the switch on its side"),
        (errno.EIO, "it is worn, or the reader is loose; take another"),
    ],
)
def test_a_write_that_fails_on_its_way_is_told_at_the_latest_when_all_is_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, cure: str
) -> None:
    def fails(_handle: int, _data: object, _offset: int) -> int:
        raise OSError(number, os.strerror(number))

    with open_disk(tmp_path / "card.img", for_writing=True) as disk:
        monkeypatch.setattr(os, "pwrite", fails)
        disk.put(0, bytes(4096))
        with pytest.raises(CardError, match=cure):
            disk.settle()


def test_few_blocks_wait_for_the_medium_however_slow_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    write = os.pwrite

    def counts(handle: int, data: bytes, offset: int) -> int:
        taken.append(offset)
        return write(handle, data, offset)

    monkeypatch.setattr(os, "pwrite", counts)
    with open_disk(tmp_path / "card.img", for_writing=True) as disk:
        for number in range(12):
            disk.put(number * 4096, bytes(4096))
            assert number - len(taken) <= card_disk._WAITING + 1
        disk.settle()
    assert taken == sorted(taken)


def test_a_folder_in_memory_is_written_without_direct_access(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refuses(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no direct access")
        return opened(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuses)
    with open_disk(tmp_path / "card.img", for_writing=True) as disk:
        disk.put(0, CONTENT)
        disk.settle()
    assert (tmp_path / "card.img").read_bytes() == CONTENT
