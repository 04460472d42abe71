"""Sample data by command: marked, and gone without a trace."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.__main__ import main
from hub.settings import StoreSettings
from hub.store.engine import reading
from hub.store.migrate import open_store
from hub.store.schema import devices, metadata
from tests.hub.web.books import Books


def test_it_is_marked_and_goes_without_touching_real_shops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(f'[store]\npath = "{tmp_path}/hub.sqlite"\n')
    engine = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    books = Books(engine)
    books.press(books.device(books.site("riga", "Riga", "UTC"), "k", "kiosk"), [(1000, 1)] * 20)

    def count() -> dict[str, int]:
        with reading(engine) as conn:
            return {
                table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if not table.name.startswith("audit_")
            }

    before = count()
    assert main(["seed", "--days", "3", "--settings", str(file)]) == 0
    with reading(engine) as conn:
        marked = conn.execute(select(devices.c.sample, devices.c.name)).all()
    assert {name for sample, name in marked if not sample} == {"k"}
    assert len(marked) > 6
    assert main(["seed", "--days", "3", "--settings", str(file)]) == 1
    assert "seed --remove" in capsys.readouterr().err
    assert main(["seed", "--remove", "--settings", str(file)]) == 0
    assert count() == before
    engine.dispose()


@pytest.mark.parametrize("days", ["0", "801", "many"])
def test_days_are_a_number(days: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["seed", "--days", days, "--settings", str(tmp_path)])
