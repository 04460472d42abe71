import pytest

from demo.__main__ import parser


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (["--port", "0"], "'0' is no TCP port"),
        (["--kiosk-port", "70000"], "'70000' is no TCP port"),
        (["--scene-port", "http"], "'http' is no TCP port"),
        (["--seed", "-1"], "expected one argument|no seed"),
        (["--broker", "other"], "invalid choice"),
    ],
)
def test_a_wrong_option_is_named_and_exits_2(
    wrong: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(["run", *wrong])
    error = capsys.readouterr().err
    assert any(part in error for part in word.split("|"))


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        parser().parse_args(["run", "--help"])
    assert "otklik-demo run --source 0" in capsys.readouterr().out


def test_by_default_everything_is_where_the_readme_says() -> None:
    options = parser().parse_args(["run"])
    assert (options.port, options.kiosk_port, options.scene_port) == (8080, 8010, 8020)
    assert (options.source, options.seed, options.broker) == (None, 7, "auto")
