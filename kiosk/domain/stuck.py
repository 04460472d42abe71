"""Buttons that stay down: jammed, leaned on, or a wire that touches another.

    free   -- down for `stuck_ms` -->  stuck
    stuck  -- up for `recover_ms` -->  free

A jam that trembles opens and closes again at once, each time looking like a press; so a stuck
button counts nothing until it has been up for a while.
"""

from kiosk.domain.press import Contact, earliest

RECOVER_MS = 1_000
"""A trembling jam opens for less, a hand that frees a button for more."""


class StuckWatch:
    """Follows debounced contacts. `stuck` names the buttons that are stuck now."""

    def __init__(self, *, stuck_ms: int, recover_ms: int = RECOVER_MS) -> None:
        self._stuck_ms = stuck_ms
        self._recover_ms = recover_ms
        self._down_ms: dict[int, int] = {}
        self._freed_ms: dict[int, int] = {}
        self.stuck: set[int] = set()

    @property
    def due_ms(self) -> int | None:
        """When `tick` will find a change, if nothing happens before. None: nothing to find."""
        jams = (at_ms + self._stuck_ms for at_ms in self._waiting_ms())
        cures = (at_ms + self._recover_ms for at_ms in self._freed_ms.values())
        return earliest(*jams, *cures)

    def contact(self, contact: Contact) -> bool:
        """Take a contact. True: it is a press that counts."""
        self.tick(contact.at_ms)
        stuck = contact.button in self.stuck
        if contact.down:
            self._down_ms[contact.button] = contact.at_ms
            self._freed_ms.pop(contact.button, None)
            return not stuck
        self._down_ms.pop(contact.button, None)
        if stuck:
            self._freed_ms[contact.button] = contact.at_ms
        return False

    def tick(self, now_ms: int) -> None:
        """Let time pass: buttons get stuck, and get well again."""
        for button, at_ms in self._down_ms.items():
            if now_ms - at_ms >= self._stuck_ms:
                self.stuck.add(button)
        for button, at_ms in list(self._freed_ms.items()):
            if now_ms - at_ms >= self._recover_ms:
                self.stuck.discard(button)
                del self._freed_ms[button]

    def _waiting_ms(self) -> list[int]:
        return [at_ms for button, at_ms in self._down_ms.items() if button not in self.stuck]
