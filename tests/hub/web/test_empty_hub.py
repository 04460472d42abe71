"""The first morning: nobody has announced a shop, and no device has spoken."""

import pytest
from apiflask import APIFlask
from flask import url_for

from hub.web.page import NAVIGATION
from tests.hub.web.actors import Actor
from tests.hub.web.books import Books


@pytest.mark.parametrize("endpoint", [item.endpoint for item in NAVIGATION])
def test_every_page_opens_without_a_shop_and_with_a_silent_one(
    app: APIFlask, anna: Actor, books: Books, endpoint: str
) -> None:
    with app.test_request_context():
        address = url_for(endpoint)
    assert anna.get(address).status_code == 200
    books.site("riga", "Riga", "Europe/Riga")
    assert anna.get(address).status_code == 200
    assert anna.get(f"{address}?period=range&from=2023-01-01&to=2026-03-01").status_code == 200
