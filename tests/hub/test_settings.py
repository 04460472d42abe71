import pytest

from hub.settings import HubSettings
from wire.errors import SettingsError
from wire.settings import build


def read(**tables: object) -> HubSettings:
    return build(HubSettings, dict(tables), source="hub.toml")


def test_an_empty_file_is_a_hub_on_this_machine() -> None:
    settings = read()
    assert (settings.broker.host, settings.store.path) == ("localhost", "hub.sqlite")
    assert settings.web.host == "127.0.0.1"
    assert settings.web.secret_key_file == ""


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"site_defaults": {"timezone": "Europe/Nowhere"}}, "no time zone; write it like"),
        ({"site_defaults": {"timezone": "Europe"}}, "no time zone"),
        ({"web": {"prot": 80}}, "did you mean `port`"),
        ({"web": {"port": 0}}, "TCP port"),
        ({"store": {"url": "mysql://db/otklik"}}, "must begin with `postgresql"),
        (
            {"store": {"url": "postgresql+psycopg://a:secret@db/otklik"}},
            "move it to `store.password_file`",
        ),
        ({"ingest": {"share_group": "hub"}}, "one writer at a time"),
        ({"ingest": {"worker": "Ingest 1"}}, "This worker's name"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_cure(tables: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read(**tables)


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read(web={"port": -1, "colour": "red"}, stor={})
    assert len(caught.value.faults) == 3
