"""Shops on a plain map."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.shop_map import HEIGHT, WIDTH, Place, dots, land, worst

RIGA = Place("riga", "Riga", 56.95, 24.1, "working")
OSLO = Place("oslo", "Oslo", 59.91, 10.75, "offline")
SUVA = Place("suva", "Suva", -18.14, 178.44, "working")
APIA = Place("apia", "Apia", -13.83, -171.76, "attention")

places = st.builds(
    Place,
    code=st.text("abc", min_size=1, max_size=3),
    name=st.just("A"),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    state=st.sampled_from(("working", "attention", "offline", "unknown", "sample")),
)


def test_north_is_up_and_east_is_right() -> None:
    west, east = dots([RIGA, OSLO])
    assert (west.places, east.places) == ((OSLO,), (RIGA,))
    assert west.x < east.x
    assert west.y < east.y


def test_the_date_line_lies_between_two_neighbours() -> None:
    west, east = dots([APIA, SUVA])
    assert (west.places, east.places) == ((SUVA,), (APIA,))


def test_distances_are_right_at_the_middle_latitude() -> None:
    here = [Place(str(n), "", 60.0, east, "working") for n, east in enumerate((10.0, 12.0))]
    there = [Place(str(n), "", north, 10.0, "working") for n, north in enumerate((59.5, 60.5))]
    a, b, c = dots([*here, there[1]])
    assert a.x == pytest.approx(c.x) or a.x == pytest.approx(b.x)
    by_code = {(dot.places[0].latitude, dot.places[0].longitude): dot for dot in (a, b, c)}
    east = by_code[60.0, 12.0].x - by_code[60.0, 10.0].x
    north = by_code[60.0, 10.0].y - by_code[60.5, 10.0].y
    # two degrees of longitude are as long as one of latitude, at 60 degrees: here at 60.25
    assert east / north == pytest.approx(2 * 2 * 0.4962, rel=0.01)


def test_neighbours_share_a_dot_that_tells_the_worst() -> None:
    near = Place("jurmala", "Jurmala", 56.96, 24.12, "offline")
    _, east = dots([RIGA, near, OSLO])
    assert set(east.places) == {RIGA, near}
    assert east.state == "offline"
    assert worst([]) == "unknown"


@given(st.lists(places, max_size=40))
def test_every_shop_is_in_the_picture_once_and_dots_do_not_touch(some: list[Place]) -> None:
    found = dots(some)
    assert sorted(p.code for dot in found for p in dot.places) == sorted(p.code for p in some)
    for dot in found:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.y <= HEIGHT
    for one, other in combinations(found, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 20


@given(st.lists(places, min_size=1, max_size=12))
def test_the_land_lies_under_the_dots(some: list[Place]) -> None:
    sides = land(some)
    for dot in dots(some) if sides else []:
        place = dot.places[0]
        assert any(
            side.right + side.across * place.longitude == pytest.approx(dot.x, abs=0.01)
            and side.down - side.up * place.latitude == pytest.approx(dot.y, abs=0.01)
            for side in sides
        )


def test_a_chain_in_one_town_has_no_coarse_coast_under_it() -> None:
    assert land([RIGA, Place("jurmala", "Jurmala", 56.97, 23.77, "working")]) == []
    assert len(land([RIGA, OSLO])) == 1
    assert len(land([SUVA, APIA])) == 2, "both sides of the date line"
    assert land([]) == []
