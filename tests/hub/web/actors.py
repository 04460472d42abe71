"""Somebody at a browser."""

import re
from collections.abc import Mapping
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"
Fields = Mapping[str, str | list[str]]
"""Of a form; a list: one that was ticked several times."""


def csrf_token(page: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "no form on this page"
    return found.group(1)


class Actor:
    """Fills in forms as a person does, token and all."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str = "anna", password: str = PASSWORD, wanted: str = "") -> "Actor":
        """Through the form."""
        self.answer = self.post(
            "/login", "/login", {"name": name, "password": password, "next": wanted}
        )
        return self

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address)

    def text(self, address: str) -> str:
        """What a page says, without its tags and scripts."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def post(self, page: str, address: str, fields: Fields) -> TestResponse:
        """Send a form that stands on a page."""
        token = csrf_token(self.client.get(page).text)
        return self.client.post(address, data={"csrf_token": token, **fields})


def words(html: str) -> str:
    """The text of a page, spaces run together. A name within a sentence stays in it."""
    html = re.sub(r"</?bdi>", "", html)
    html = re.sub(r"<script.*?</script>|<svg.*?</svg>|<head>.*?</head>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
