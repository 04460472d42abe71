from hub.sending_settings import AlertSettings
from hub.settings import HubSettings
from hub.work.jobs import JOBS
from hub.work.link import open_link
from wire.link import MqttLink


def test_each_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_the_broker_is_asked_for_only_where_alerts_go_there() -> None:
    assert open_link(HubSettings()) is None
    assert isinstance(open_link(HubSettings(alerts=AlertSettings(mqtt=True))), MqttLink)
