"""Exactly-once bookkeeping of one epoch: which sequence numbers were seen, in little room.

An epoch is the life of one outbox, which numbers its events from 1 without gaps. Whatever the way
does to them (repeats, other orders, several workers), each number is new exactly once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ledger:
    """What was seen: everything up to `contiguous`, and the few of `ahead` beyond a gap.

    `lost` counts numbers below `contiguous` that never came and cannot come any more.
    """

    contiguous: int = 0
    ahead: set[int] = field(default_factory=set)
    lost: int = 0

    def offer(self, seqs: Iterable[int]) -> list[int]:
        """Take note of numbers that came; returns those that are new, in the order offered."""
        new = []
        for seq in seqs:
            if seq == self.contiguous + 1 and not self.ahead:
                self.contiguous = seq
            elif seq <= self.contiguous or seq in self.ahead:
                continue
            else:
                self.ahead.add(seq)
                self._close_gap()
            new.append(seq)
        return new

    def declare_lost(self, oldest_seq: int) -> int:
        """The sender holds nothing older than `oldest_seq`: pass what never came.

        Returns:
            How many were lost by this.
        """
        if oldest_seq - 1 <= self.contiguous:
            return 0
        passed = {seq for seq in self.ahead if seq < oldest_seq}
        newly = oldest_seq - 1 - self.contiguous - len(passed)
        self.ahead -= passed
        self.contiguous = oldest_seq - 1
        self.lost += newly
        self._close_gap()
        return newly

    def _close_gap(self) -> None:
        while self.contiguous + 1 in self.ahead:
            self.contiguous += 1
            self.ahead.discard(self.contiguous)
