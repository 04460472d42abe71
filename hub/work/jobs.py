"""The one list of all that the hub does by itself."""

from typing import Final

from hub.sending.delivery import deliver
from hub.work import chores
from hub.work.job import Job

JOBS: Final[tuple[Job, ...]] = (
    Job("sending", 5, deliver, waits=True),
    Job("backup", 300, chores.back_up, slow=True),
)
