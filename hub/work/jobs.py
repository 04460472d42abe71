"""The one list of all that the hub does by itself."""

from typing import Final

from hub.work.job import Job

JOBS: Final[tuple[Job, ...]] = ()
