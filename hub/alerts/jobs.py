"""The jobs that look for trouble."""

from typing import Final

from hub.alerts.certificates import ENDING, look_for_ending
from hub.alerts.crowd import CROWD, look_at_people
from hub.alerts.devices import AWAY, TROUBLES, look_for_outages, look_for_troubles
from hub.alerts.learning import learn_usual
from hub.alerts.presses import hear_presses
from hub.alerts.rounds import escalate, look_round
from hub.work.job import Context, Job


def watch_connections(context: Context) -> None:
    """Devices that are away."""
    look_round(context, AWAY, look_for_outages)


def watch_devices(context: Context) -> None:
    """What devices say of themselves."""
    look_round(context, TROUBLES, look_for_troubles)


def watch_people(context: Context) -> None:
    """Queues, kiosks nobody presses, footfall."""
    look_round(context, CROWD, look_at_people)


def watch_certificates(context: Context) -> None:
    """Certificates that nobody renews."""
    look_round(context, ENDING, look_for_ending)


ALERT_JOBS: Final = (
    Job("alerts: connections", 5, watch_connections),
    Job("alerts: presses", 10, hear_presses),
    Job("alerts: devices", 30, watch_devices),
    Job("alerts: certificates", 600, watch_certificates),
    Job("alerts: people", 60, watch_people),
    Job("alerts: escalation", 30, escalate),
    Job("alerts: learning", 60, learn_usual, slow=True),
)
