"""A loop beside the main one: when one of them ends, for whatever reason, both do."""

import threading
from collections.abc import Callable

from wire.service import StopFlag


class Companion:
    """Runs `loop` on a thread while the `with` block lasts.

    Args:
        loop: must return soon after `stop` is set.
        stop: set when either of the two ends.
        name: of the thread, for whoever looks at one that hangs.

    Raises:
        Exception: at the end of the block, whatever the loop raised.
    """

    def __init__(self, loop: Callable[[], None], stop: StopFlag, *, name: str) -> None:
        self._loop = loop
        self._stop = stop
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # noqa: BLE001 - raised again on the main thread
            self._failure = error
        finally:
            self._stop.set()
