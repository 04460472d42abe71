"""Letters for what is printed."""

from wire.paper import document, foreign_letters

WRITTEN = (
    "Zażółć gęślą jaźń, Größe, Эхо: ёж, Rīga ķēve; \N{MINUS SIGN}3 ±2 % ≥ 20 ▲▼ ✓ \N{EN DASH} „so“"
)


def test_the_fonts_write_all_languages_and_the_signs_of_figures() -> None:
    with document() as made:
        assert foreign_letters(made, WRITTEN) == []
        assert foreign_letters(made, "shop متجر") == sorted(set("متجر"))


def test_a_document_is_a_pdf_in_both_weights() -> None:
    with document((100.0, 50.0)) as made:
        made.add_page()
        made.set_font("DejaVu", "B", 12)
        made.cell(text="Größe")
        made.set_font("DejaVu", "", 12)
        made.cell(text="Эхо")
        assert bytes(made.output()).startswith(b"%PDF-")
