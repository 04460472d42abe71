"""Letters for what is printed."""

import pytest

from wire.paper import document, foreign_letters

WRITTEN = (
    "Zażółć gęślą jaźń, Größe, Эхо: ёж, Rīga ķēve; \N{MINUS SIGN}3 ±2 % ≥ 20 ▲▼ ✓ \N{EN DASH} „so“"
)


def test_the_fonts_write_all_languages_and_the_signs_of_figures() -> None:
    with document() as made:
        assert foreign_letters(made, WRITTEN) == []
        assert foreign_letters(made, "shop 東京") == sorted(set("東京"))


@pytest.mark.parametrize(
    "name", ["Αθήνα", "Երևան", "თბილისი", "Chợ Bến Thành", "Brașov", "Алматы әуежай"]
)
def test_names_of_many_scripts_are_written(name: str) -> None:
    with document() as made:
        assert foreign_letters(made, name) == []


@pytest.mark.parametrize("name", ["متجر", "نمی\u200cشود", "חדר"])
def test_what_is_read_from_the_right_is_written_where_it_is_shaped(name: str) -> None:
    with document() as made:
        letters = sorted(set(name) - {"\u200c"})
        assert foreign_letters(made, f"shop {name}") == letters
        assert foreign_letters(made, f"shop {name}", shaped=True) == []


def test_a_document_is_a_pdf_in_both_weights() -> None:
    with document((100.0, 50.0)) as made:
        made.add_page()
        made.set_font("DejaVu", "B", 12)
        made.cell(text="Größe")
        made.set_font("DejaVu", "", 12)
        made.cell(text="Эхо")
        assert bytes(made.output()).startswith(b"%PDF-")
