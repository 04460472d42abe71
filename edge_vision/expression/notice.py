"""The notice for the door, as a PDF: what every visitor must be told before entering.

Art. 50(3) of the EU AI Act and Art. 13 GDPR ask for it; elsewhere it is good manners.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from edge_vision.adapters.qr_code import qr_modules
from edge_vision.domain.privacy import LEAST_VISITORS
from edge_vision.errors import NoticeError
from wire.paper import FACE, FPDF, document, foreign_letters

Language = Literal["en", "ru", "pl", "de"]
Paper = Literal["A4", "A5"]

_SIZES_MM: Final = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
_SCALES: Final = {"A4": 1.0, "A5": 0.70}
"""A5 is A4 times 0.71: the same page, smaller."""
_MARGIN_MM, _QR_MM, _EYE_MM, _QUIET_MODULES = 18.0, 42.0, 20.0, 4
_LARGEST, _SMALLEST, _STEP = 1.35, 0.7, 0.1
"""Sizes of letters that are tried, largest first, before a text is refused as too long."""


class Notice(Struct, frozen=True, kw_only=True):
    """What differs from shop to shop."""

    shop: str
    controller: str
    url: str


class Texts(Struct, frozen=True):
    """The words in one language, see `notice_texts.toml`."""

    title: str
    lead: str
    points: list[str]
    rights: str
    more: str
    law: str


def texts(language: Language) -> Texts:
    """The words of a language."""
    source = resources.files(__package__).joinpath("notice_texts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(source)[language], Texts)


def write(notice: Notice, language: Language, paper: Paper, path: Path) -> None:
    """Write the PDF whole or not at all.

    Raises:
        NoticeError: something is empty, too long for one page or in letters that the font lacks,
            or the file cannot be written.
    """
    empty = [name for name in notice.__struct_fields__ if not getattr(notice, name).strip()]
    if empty:
        raise NoticeError(f"The notice lacks {', '.join(empty)}; give each a text.")
    _refuse_foreign_letters(notice)
    content = render(notice, language, paper)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise NoticeError(
            f"{path} cannot be written ({error.strerror}); name another file with --out."
        ) from error


def render(notice: Notice, language: Language, paper: Paper) -> bytes:
    """The PDF's bytes: one page, letters as large as fit.

    Raises:
        NoticeError: the texts do not fit one page.
    """
    shrink = _LARGEST
    while shrink >= _SMALLEST:
        with _page(paper) as page:
            if _draw(page, notice, texts(language), _SCALES[paper], shrink):
                return bytes(page.output())
        shrink -= _STEP
    raise NoticeError("The notice does not fit one page; shorten the shop's or controller's text.")


def _refuse_foreign_letters(notice: Notice) -> None:
    said = "".join(getattr(notice, name) for name in notice.__struct_fields__)
    with _page("A4") as page:
        foreign = foreign_letters(page, said)
    if foreign:
        raise NoticeError(
            f"The notice's font has no {' '.join(foreign[:8])}; it writes Latin, Cyrillic, Greek, "
            "Armenian and Georgian letters only."
        )


@contextmanager
def _page(paper: Paper) -> Iterator[FPDF]:
    with document(_SIZES_MM[paper]) as page:
        margin = _MARGIN_MM * _SCALES[paper]
        page.set_margins(margin, margin)
        page.add_page()
        yield page


def _draw(page: FPDF, notice: Notice, words: Texts, scale: float, shrink: float) -> bool:
    """Fill the page; False: it does not fit at this size."""

    def text(content: str, points: float, style: str = "", gap_mm: float = 3.0) -> None:
        beside_eye = page.get_y() < page.t_margin + _EYE_MM * scale
        width = page.epw - (_EYE_MM + 4) * scale if beside_eye else page.epw
        size = points * scale * shrink
        page.set_font(FACE, style, size)
        page.set_x(page.l_margin)
        page.multi_cell(width, size * 0.47, content, align="L")
        page.ln(gap_mm * scale * shrink)

    page.set_title(words.title)
    _eye(page, scale)
    text(words.title, 30, "B", 3)
    text(notice.shop, 17, gap_mm=7)
    text(words.lead, 19, "B", 7)
    for point in words.points:
        _bullet(page, scale * shrink)
        text(point.format(least=LEAST_VISITORS), 14.5, gap_mm=3.5)
    bottom = page.get_y()
    return _foot(page, notice, words, scale, shrink) >= bottom


def _foot(page: FPDF, notice: Notice, words: Texts, scale: float, shrink: float) -> float:
    """The controller and the QR code, at the bottom; returns where this begins, mm from above."""
    side = _QR_MM * scale
    top = page.h - page.b_margin - side
    left, width = page.l_margin, page.epw - side - 8 * scale
    _qr(page, notice.url, page.w - page.r_margin - side, top, side)
    lines: list[tuple[str, float, str]] = [
        (words.rights, 12.5, "B"),
        (notice.controller, 12.5, ""),
        (f"{words.more}: {notice.url}", 11, ""),
        (words.law, 9, ""),
    ]
    heights = [_line_height(page, line, width, scale, shrink) for line in lines]
    begin = min(top, page.h - page.b_margin - sum(heights))
    page.set_y(begin)
    for content, points, style in lines:
        page.set_font(FACE, style, points * scale * shrink)
        page.set_x(left)
        page.multi_cell(width, points * scale * shrink * 0.47, content, align="L")
        page.ln(1.5 * scale)
    return begin


def _line_height(
    page: FPDF, line: tuple[str, float, str], width: float, scale: float, shrink: float
) -> float:
    content, points, style = line
    size = points * scale * shrink
    page.set_font(FACE, style, size)
    height = page.multi_cell(width, size * 0.47, content, align="L", dry_run=True, output="HEIGHT")
    return float(height) + 1.5 * scale  # type: ignore[arg-type]  # by its `output` a height


def _bullet(page: FPDF, scale: float) -> None:
    page.set_fill_color(0, 0, 0)
    radius = 1.1 * scale
    page.ellipse(
        page.l_margin - 5 * scale, page.get_y() + 2.2 * scale, 2 * radius, 2 * radius, style="F"
    )


def _eye(page: FPDF, scale: float) -> None:
    """A camera's lens, so that whoever reads none of the languages knows what this is about."""
    size = _EYE_MM * scale
    left, top = page.w - page.r_margin - size, page.t_margin
    page.set_fill_color(0, 0, 0)
    page.rect(left, top + size * 0.18, size, size * 0.64, style="F", round_corners=True)
    _disc(page, left + size / 2, top + size / 2, size * 0.25, 255)
    _disc(page, left + size / 2, top + size / 2, size * 0.17, 0)


def _disc(page: FPDF, x: float, y: float, radius: float, grey: int) -> None:
    page.set_fill_color(grey, grey, grey)
    page.ellipse(x - radius, y - radius, 2 * radius, 2 * radius, style="F")


def _qr(page: FPDF, url: str, left: float, top: float, side: float) -> None:
    try:
        code = qr_modules(url)
    except ValueError as error:
        raise NoticeError(f"{error}; give a shorter --url.") from error
    module = side / (len(code) + 2 * _QUIET_MODULES)
    place: Callable[[int], float] = lambda index: (index + _QUIET_MODULES) * module  # noqa: E731
    page.set_fill_color(0, 0, 0)
    for row, line in enumerate(code):
        for column in line.nonzero()[0]:
            page.rect(left + place(int(column)), top + place(row), module, module, style="F")
