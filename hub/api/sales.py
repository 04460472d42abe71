"""Sales from programs: `POST /api/v1/sales`. Sent twice is taken once."""

import io
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from flask import Response, request
from msgspec import Meta
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.api.problems import problem
from hub.caller import required, shops_with
from hub.domain.rights import Right
from hub.domain.sales_file import check
from hub.domain.sales_lines import COLUMNS
from hub.figures.sales import Sales, sales
from hub.figures.selection import Selection
from hub.sales.reading import MAX_FILE_BYTES, SalesRefusedError, accept
from hub.sales.taking import Sender, shops_of, store_sales, take_file
from hub.serving import this_hub
from hub.store.sales import SalesImport

WRITE: Final = "sales:write"
MOST_SALES: Final = 10_000
_CSV: Final = "text/csv"


class SentSale(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a till took in an hour, or on a day that is over."""

    shop: str
    """Its code."""
    day: str
    """ISO date of the shop's clock."""
    transactions: Annotated[int, Meta(ge=0, le=1_000_000)]
    hour: Annotated[int, Meta(ge=0, le=23)] | None = None
    """Of the shop's clock. None: the whole day."""
    turnover: str | None = None
    """Such as `812.40`; text, so that no digit is lost. None: not told."""
    currency: str | None = None
    """ISO 4217; needed with `turnover`."""


class SentSales(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message. It replaces the hours and days that it names, and nothing else."""

    sales: Annotated[list[SentSale], Meta(min_length=1, max_length=MOST_SALES)]


class TakenSales(msgspec.Struct, frozen=True):
    """What a message has changed."""

    added: int
    replaced: int
    same: int
    """Known already."""


REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/SentSales"}},
        _CSV: {"schema": {"type": "string", "description": "A file as the Sales page takes it."}},
    },
}


def take() -> Response:
    """Take the sales of this request: all of them, or with the faults of the first, none."""
    hub = this_hub()
    sender = Sender(required().name, "api", hub.now_ms(), shops_with(Right.ACT))
    request.max_content_length = MAX_FILE_BYTES
    try:
        if request.mimetype == _CSV:
            done = take_file(hub.engine, io.BytesIO(request.get_data()), "API", sender)
        else:
            done = _take_json(request.get_data(), sender)
    except SalesRefusedError as error:
        faults = " ".join(f"Line {one.line}: {one.text}." for one in error.faults)
        return problem(422, f"{error} {faults}".rstrip())
    taken = TakenSales(done.added, done.replaced, done.same)
    return Response(msgspec.json.encode(taken), mimetype="application/json")


def sales_told(conn: Connection, chosen: Selection) -> Sales:
    """Sales of the chosen shops and days; zeros where none were ever sent."""
    found = sales(conn, chosen)
    return found or Sales(chosen.first_day, chosen.last_day, 0, 0, None, [], [], [], None)


def _take_json(raw: bytes, sender: Sender) -> SalesImport:
    try:
        sent = msgspec.json.decode(raw, type=SentSales)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"This is no message of sales: {error}.") from error
    hub = this_hub()
    rows = ((number, _cells(one)) for number, one in enumerate(sent.sales, start=1))
    checked = accept(check(COLUMNS, rows, shops_of(hub.engine, sender)))
    return store_sales(hub.engine, checked, "API", sender)


def _cells(one: SentSale) -> Sequence[str]:
    values = (getattr(one, name) for name in COLUMNS)
    return ["" if value is None else str(value) for value in values]
