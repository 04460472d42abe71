"""Sample data by command: marked, and gone without a trace."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from hub.__main__ import main
from hub.domain.checklist import Answer
from hub.figures.experiments import result
from hub.sample.feed import seed_store
from hub.settings import HubSettings, StoreSettings
from hub.store.bonus import list_cards
from hub.store.care.sample import MADE_BY, remove_sample
from hub.store.engine import reading, writing
from hub.store.experiments import list_experiments
from hub.store.migrate import open_store
from hub.store.mystery import NewVisit, add_visit, list_checklists, visits
from hub.store.schema import devices, metadata
from hub.store.sites import list_sites
from tests.hub.web.books import Books

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


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
    filled = {name for name, rows in count().items() if rows}
    assert filled >= {
        "sales_day",
        "checklist",
        "mystery_visit",
        "bonus_entry",
        "note",
        "task",
        "experiment_site",
        "site_place",
    }
    assert main(["seed", "--days", "3", "--settings", str(file)]) == 1
    assert "seed --remove" in capsys.readouterr().err
    assert main(["seed", "--remove", "--settings", str(file)]) == 0
    assert count() == before
    engine.dispose()


def test_what_somebody_used_for_a_shop_of_their_own_stays(engine: Engine) -> None:
    own = Books(engine).site("riga", "Riga", "UTC")
    seed_store(engine, HubSettings(), now=NOW, seed=1, days=2)
    with writing(engine) as conn:
        (checklist,) = list_checklists(conn)
        answers = [Answer.YES] * len(checklist.points)
        visit = NewVisit("key", checklist.id, own, "2026-03-02", answers, 1.0, "")
        add_visit(conn, visit, who="anna", at_ms=0)
        assert remove_sample(conn) == 9
        assert [one.made_by for one in visits(conn, [own], "2026-03-01", "2026-03-03")] == ["anna"]
        assert list_checklists(conn) == [checklist]
        assert list_cards(conn) == []


def test_the_sample_experiment_says_honestly_that_nothing_can_be_told(engine: Engine) -> None:
    seed_store(engine, HubSettings(), now=NOW, seed=1, days=20)
    with reading(engine) as conn:
        (one,) = list_experiments(conn)
        now_ms = round(NOW.timestamp() * 1000)
        found = result(conn, list_sites(conn), one, one.outcome, [one], now_ms)
    assert one.made_by == MADE_BY
    assert found.effect is None
    assert found.reason
    with writing(engine) as conn:
        remove_sample(conn)
        assert list_experiments(conn) == []


@pytest.mark.parametrize("days", ["0", "801", "many"])
def test_days_are_a_number(days: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["seed", "--days", days, "--settings", str(tmp_path)])
