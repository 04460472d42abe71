"""A sheet of stickers: A4, two columns of five, each with the device's name, page and pins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import segno

from firmware_config.domain.fleet import Device, settings_table
from firmware_config.domain.header import GROUND_PINS, said_pin
from firmware_config.errors import LabelError
from firmware_config.output import write_files
from kiosk.settings import KioskSettings
from wire.paper import FACE, FPDF, document, foreign_letters
from wire.settings import build

_COLUMNS, _ROWS = 2, 5
_WIDTH_MM, _HEIGHT_MM = 105.0, 59.4
"""Ten to a sheet of A4, without margins: sheets of that cut are sold everywhere."""
_EDGE_MM, _QR_MM, _QUIET_MODULES = 6.0, 28.0, 4


@dataclass(frozen=True)
class Sticker:
    """What stands on one. `address`: the device's page on the hub; empty: no code is drawn."""

    title: str
    place: str
    address: str
    pins: tuple[str, ...]


def sticker_of(device: Device, hub_url: str) -> Sticker:
    """The sticker of a device whose settings have no fault."""
    query = urlencode({"site": device.site})
    address = f"{hub_url.rstrip('/')}/devices?{query}" if hub_url else ""
    return Sticker(device.identity, device.shop, address, tuple(_pins(device)))


def write_sheet(stickers: Sequence[Sticker], path: Path) -> None:
    """Write the PDF, whole or not at all.

    Raises:
        LabelError: there is nothing to draw, or in letters that the font lacks.
        OutputError: the disk refused.
    """
    if not stickers:
        raise LabelError("There is no device to make a sticker for; `otklik-card plan` shows all.")
    write_files(path.parent, {path.name: drawn(stickers)})


def drawn(stickers: Sequence[Sticker]) -> bytes:
    """The PDF's bytes."""
    with document() as page:
        for number, sticker in enumerate(stickers):
            place = number % (_COLUMNS * _ROWS)
            if place == 0:
                page.add_page()
            _refuse_foreign_letters(page, sticker)
            _draw(
                page,
                sticker,
                left=place % _COLUMNS * _WIDTH_MM,
                top=place // _COLUMNS * _HEIGHT_MM,
            )
        return bytes(page.output())


def _pins(device: Device) -> Iterator[str]:
    if device.role != "kiosk":
        return
    kiosk = build(KioskSettings, settings_table(device, {"host": "-"}), source=device.identity)
    for button in kiosk.buttons:
        light = "" if button.light_pin is None else f"; light {said_pin(button.light_pin)}"
        yield f"{button.label}: {said_pin(button.pin)}{light}"
    if kiosk.kiosk.buzzer_pin is not None:
        yield f"Buzzer: {said_pin(kiosk.kiosk.buzzer_pin)}"
    yield f"Ground: pin {', '.join(map(str, GROUND_PINS))}"


def _draw(page: FPDF, sticker: Sticker, *, left: float, top: float) -> None:
    text_mm = _WIDTH_MM - 2 * _EDGE_MM - (_QR_MM + 2 if sticker.address else 0)
    page.set_xy(left + _EDGE_MM, top + _EDGE_MM)
    _line(page, sticker.title, text_mm, style="B", largest_pt=13, height_mm=6)
    page.set_x(left + _EDGE_MM)
    _line(page, sticker.place, text_mm, style="", largest_pt=9, height_mm=5)
    if sticker.pins:
        page.set_xy(left + _EDGE_MM, page.get_y() + 1.5)
        _line(page, "Buttons, each to ground", text_mm, style="B", largest_pt=7, height_mm=4)
    for pin in sticker.pins:
        page.set_x(left + _EDGE_MM)
        _line(page, pin, text_mm, style="", largest_pt=8, height_mm=3.9)
    if sticker.address:
        _draw_code(page, sticker.address, left + _WIDTH_MM - _EDGE_MM - _QR_MM, top + _EDGE_MM)


def _line(
    page: FPDF, text: str, width_mm: float, *, style: str, largest_pt: float, height_mm: float
) -> None:
    """One line, in smaller letters where it would be too long."""
    page.set_font(FACE, style, largest_pt)
    natural_mm = page.get_string_width(text)
    page.set_font(FACE, style, largest_pt * min(1.0, (width_mm - 2) / max(natural_mm, 0.1)))
    page.cell(width_mm, height_mm, text, new_x="LEFT", new_y="NEXT")


def _draw_code(page: FPDF, address: str, left: float, top: float) -> None:
    matrix = segno.make(address, error="m", micro=False).matrix
    module_mm = _QR_MM / (len(matrix) + 2 * _QUIET_MODULES)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                page.rect(
                    left + (column + _QUIET_MODULES) * module_mm,
                    top + (row + _QUIET_MODULES) * module_mm,
                    module_mm,
                    module_mm,
                    style="F",
                )


def _refuse_foreign_letters(page: FPDF, sticker: Sticker) -> None:
    foreign = foreign_letters(page, sticker.title + sticker.place + "".join(sticker.pins))
    if foreign:
        raise LabelError(
            f"{sticker.title}: the stickers' font has no {' '.join(foreign[:8])}; it writes Latin, "
            "Cyrillic, Greek, Armenian and Georgian letters only."
        )
