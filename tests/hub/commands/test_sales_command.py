"""`otklik-hub sales import`, as an operator types it."""

import json
from pathlib import Path

import pytest

from hub.__main__ import main


def test_a_file_is_taken_and_the_second_time_known(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till = tmp_path / "till.csv"
    till.write_text("shop,day,transactions\nnorth,2025-03-02,40\nnorth,2025-03-03,41\n")
    capsys.readouterr()
    assert main(["sales", "import", str(till), *settings]) == 0
    assert capsys.readouterr().out == "Taken: 2 new, 0 replaced, 0 known already.\n"
    assert main(["sales", "import", str(till), "--json", *settings]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["replaced"], told["same"]) == (0, 0, 2)


def test_faults_are_told_line_by_line(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till = tmp_path / "till.csv"
    till.write_text("shop,day,transactions\nsouth,2025-03-02,40\n")
    assert main(["sales", "import", str(till), *settings]) == 1
    said = capsys.readouterr().err
    assert "line 2: there is no shop \u201csouth\u201d" in said
    assert "1 line has a fault. Nothing was taken." in said


def test_a_file_that_is_not_there_is_told(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sales", "import", str(tmp_path / "no.csv"), *settings]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_shop_has_a_country(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "set", "north", "--country", "lv", *settings]) == 0
    assert main(["site", "set", "north", "--name", "North Street", *settings]) == 0
    capsys.readouterr()
    assert main(["site", "list", "--json", *settings]) == 0
    (site,) = json.loads(capsys.readouterr().out)
    assert (site["country"], site["name"]) == ("LV", "North Street")
    with pytest.raises(SystemExit) as ended:
        main(["site", "set", "north", "--country", "Latvia", *settings])
    assert ended.value.code == 2
    assert "two letters, such as LV" in capsys.readouterr().err
