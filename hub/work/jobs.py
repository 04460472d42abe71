"""The one list of all that the hub does by itself."""

from typing import Final

from hub.alerts.jobs import ALERT_JOBS
from hub.machines.clocks import keep_clocks
from hub.machines.days import close_days
from hub.machines.device_settings import EVERY_SECONDS as SETTINGS_SECONDS
from hub.machines.device_settings import send_settings
from hub.machines.home_assistant import EVERY_SECONDS, tell_home_assistant
from hub.reports.jobs import send_due
from hub.sending.delivery import deliver
from hub.updates.job import EVERY_SECONDS as UPDATES_SECONDS
from hub.updates.job import keep_updates
from hub.work import chores
from hub.work.forecasting import forecast_footfall
from hub.work.job import Job
from hub.work.summing import make_all_blocks

JOBS: Final[tuple[Job, ...]] = (
    *ALERT_JOBS,
    Job("sending", 5, deliver, waits=True),
    Job("device settings", SETTINGS_SECONDS, send_settings, waits=True),
    Job("clocks", 60, keep_clocks),
    Job("home-assistant", EVERY_SECONDS, tell_home_assistant, slow=True),
    Job("updates", UPDATES_SECONDS, keep_updates),
    Job("days", 300, close_days, slow=True),
    Job("blocks", 60, make_all_blocks, slow=True),
    Job("forecast", 600, forecast_footfall, slow=True),
    Job("reports", 300, send_due, slow=True),
    Job("backup", 300, chores.back_up, slow=True),
    Job("retention", 3600, chores.forget_presses, slow=True),
)
