"""Files of a broker's TLS that are missing, or that come later."""

import logging
from pathlib import Path

import pytest

from wire.errors import SecretError
from wire.link import MqttLink
from wire.settings import BrokerSettings
from wire.tls import absent_credential


def link(broker: BrokerSettings) -> MqttLink:
    return MqttLink(
        broker,
        client_id="a",
        subscriptions=[],
        on_message=lambda _delivery: None,
        on_state=lambda _up: None,
        meanwhile="Presses are kept.",
    )


def test_a_certificate_that_comes_later_is_waited_for_without_connecting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The unit gives a newline in its place; the service is started anew when it is there."""
    (tmp_path / "device-certificate").write_text("\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    waiting = link(BrokerSettings(port=1, certificate_file="device-certificate"))
    with caplog.at_level(logging.INFO, "otklik.link"):
        waiting.start()
    assert caplog.messages == ["This device has no certificate yet. Presses are kept."]
    assert not waiting.publish("otklik/1/a/b/press", b"1")
    waiting.stop()


@pytest.mark.parametrize("content", [None, "nonsense"])
def test_files_that_are_missing_or_wrong_are_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.crt"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SecretError, match="ca_file"):
        link(BrokerSettings(ca_file=str(file)))


def test_only_a_file_that_is_there_and_empty_is_one_that_comes_later(tmp_path: Path) -> None:
    assert not absent_credential("")
    assert not absent_credential(str(tmp_path / "none"))
    (tmp_path / "empty").touch()
    assert absent_credential(str(tmp_path / "empty"))
