"""The one list of all that the hub does by itself."""

from typing import Final

from hub.alerts.jobs import ALERT_JOBS
from hub.sending.delivery import deliver
from hub.work import chores
from hub.work.forecasting import forecast_footfall
from hub.work.job import Job

JOBS: Final[tuple[Job, ...]] = (
    *ALERT_JOBS,
    Job("sending", 5, deliver, waits=True),
    Job("forecast", 600, forecast_footfall, slow=True),
    Job("backup", 300, chores.back_up, slow=True),
    Job("retention", 3600, chores.forget_presses, slow=True),
)
