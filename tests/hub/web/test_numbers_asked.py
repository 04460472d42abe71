"""Numbers in addresses and forms, written as nobody should."""

import pytest

from tests.hub.web.actors import Actor
from tests.hub.web.books import Books

MANY = "9" * 5000
"""Digits that Python refuses to read as a number."""


@pytest.mark.parametrize("number", [MANY, "0" * 9 + MANY, "-1", "1e3", "²", "<script>"])
@pytest.mark.parametrize("page", ["/audit-log?before=", "/alerts?before=", "/forecast?each="])
def test_what_is_no_number_is_refused_in_a_sentence(
    anna: Actor, books: Books, page: str, number: str
) -> None:
    books.site("riga", "Riga", "UTC")
    assert anna.get(page + number).status_code == 400


def test_what_is_more_than_the_greatest_is_refused_with_zeros_before_it_too(
    anna: Actor, books: Books
) -> None:
    books.site("riga", "Riga", "UTC")
    assert anna.get("/forecast?each=0000000020").status_code == 200
    assert anna.get("/forecast?each=00000000010001").status_code == 400


@pytest.mark.parametrize(
    "page", ["/alerts/{}", "/posters/{}", "/experiments/{}", "/bonus/{}", "/bonus/{}/shops.csv"]
)
def test_numbers_that_no_row_has_lead_nowhere(anna: Actor, books: Books, page: str) -> None:
    books.site("riga", "Riga", "UTC")
    for number in (2**63 - 1, 2**63, 10**30, MANY):
        assert anna.get(page.format(number)).status_code == 404, number


@pytest.mark.parametrize(
    "form",
    [
        "/alerts/{}/acknowledge",
        "/audits/visits/{}/remove",
        "/groups/{}/remove",
        "/notes/{}/remove",
        "/reports/{}/remove",
        "/tasks/{}/done",
        "/webhooks/{}/remove",
    ],
)
def test_forms_about_such_numbers_do_as_well(anna: Actor, books: Books, form: str) -> None:
    books.site("riga", "Riga", "UTC")
    for number in (2**63 - 1, 2**63, MANY):
        assert anna.post("/account", form.format(number), {}).status_code == 404, number
