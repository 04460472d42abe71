"""Reports as files: whatever shops are called."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hub.domain.names import is_name
from hub.reports import pdf
from hub.reports.said import Box, Said

NAMES = some.text(
    some.one_of(
        some.characters(codec="utf-8"),
        some.sampled_from("Riga שוק (12) سوق واقف 東京 สยาม 👩\u200d👧 é\u0301"),
    ),
    min_size=1,
    max_size=80,
).filter(lambda name: is_name(name, 80))
SAID = Said(
    title="Riga: the week",
    under="2 to 8 March",
    boxes=[Box("Visitors in", "1,234", "", 0.2, 0.4, 0.3)],
    changes_title="What changed most",
    changes=[("up", "Riga: 12 visitors a day; usual are 3 to 5.")],
    changes_note="",
    header=("Shop", "Visitors in", "Satisfaction index", "Presses"),
    rows=[("Riga", "1,234", "66 (60 to 72)", "321")],
    foot="",
    sample="",
)


def named(name: str) -> Said:
    return replace(
        SAID,
        title=f"{name}: the week",
        changes=[("up", f"{name}: 12 visitors a day; usual are 3 to 5.")],
        rows=[(name, *SAID.rows[0][1:]) for _ in range(3)],
    )


@given(name=NAMES)
@settings(max_examples=20, deadline=None)
def test_no_name_keeps_a_report_from_paper(name: str) -> None:
    assert pdf.report_pdf(named(name)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("Żółć, Ёж", False),
        ("Αθήνα", False),
        ("שוק הכרמל", False),
        ("سوق واقف", False),
        ("東京", True),
        ("Riga \N{GRINNING FACE}", True),
    ],
)
def test_a_file_that_lacks_letters_says_so(
    monkeypatch: pytest.MonkeyPatch, name: str, lacks: bool
) -> None:
    told: list[str] = []
    monkeypatch.setattr(pdf, "write", lambda _page, text, *_rest, **_more: told.append(text))
    pdf.report_pdf(named(name))
    assert any("shows question marks" in text for text in told) == lacks
