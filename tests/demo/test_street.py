import numpy as np
import pytest
from flask.testing import FlaskClient

from demo.plan import street_options
from demo.scene.jpeg import encode
from demo.scene.source import SceneSource
from demo.shop import scene_line
from demo.street import Street, street_app
from edge_vision.domain.line_counter import Crossing, Direction
from edge_vision.ports import Frame


@pytest.fixture
def street() -> Street:
    return Street(lambda: {"in": 3, "out": 1, "passed": 5})


@pytest.fixture
def client(street: Street) -> FlaskClient:
    line = scene_line()
    app = street_app(street, lambda frame: encode(frame.image, line), how="Counted by counting.")
    return app.test_client()


def frame(index: int) -> Frame:
    return Frame(np.zeros((480, 640, 3), np.uint8), index / 8, index)


def test_counted_numbers_stand_beside_true_ones(street: Street, client: FlaskClient) -> None:
    ways: tuple[Direction, ...] = ("in", "in", "out")
    for way in ways:
        street.count(Crossing("door", 1.0, way))
    assert client.get("/truth").get_json() == {
        "true": {"in": 3, "out": 1, "passed": 5},
        "counted": {"in": 2, "out": 1},
    }


def test_the_page_says_how_people_are_counted_and_who_is_who(client: FlaskClient) -> None:
    page = client.get("/").text
    for words in ("Counted by counting.", "went in", "came out", "passed by", "never shown"):
        assert words in page


def test_pictures_come_one_after_another_as_jpeg(street: Street, client: FlaskClient) -> None:
    street.show(frame(0))
    answer = client.get("/picture", buffered=False)
    chunks = iter(answer.response)
    first = next(chunks)
    street.show(frame(1))
    second = next(chunks)
    for chunk in (first, second):
        assert isinstance(chunk, bytes)
        assert b"image/jpeg" in chunk
        assert b"\xff\xd8\xff" in chunk
    answer.close()


def test_the_line_of_the_settings_is_the_line_of_the_picture() -> None:
    assert scene_line() == SceneSource(street_options(seed=7)).line
