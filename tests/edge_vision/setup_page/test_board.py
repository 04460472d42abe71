"""What the camera's thread hands over: bounded in number, in rate, and never more than drawn."""

from pathlib import Path

from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.tag_colour import learn_tag
from edge_vision.domain.zones import Visit, ZoneNow
from edge_vision.ports import Frame, Image
from tests.edge_vision.pictures import floor
from tests.edge_vision.setup_page.stage import Shop, happened, someone


def test_pictures_come_at_most_five_times_a_second_and_few_are_kept(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for number in range(100):
        shop.clock.advance(0.05)
        shop.board.saw(Frame(floor(), number / 20, number), [], happened())
    assert shop.newest().number == 25
    kept = [number for number in range(1, 30) if shop.board.jpeg(number)]
    assert kept == [22, 23, 24, 25]


def test_a_picture_is_encoded_once_and_only_when_asked_for(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    made: list[Image] = []

    def encode(image: Image) -> bytes:
        made.append(image)
        return b"jpeg"

    shop.board._encode = encode
    shop.show()
    assert made == []
    assert shop.board.jpeg(1) == shop.board.jpeg(1) == b"jpeg"
    assert len(made) == 1


def test_whoever_is_believed_in_is_drawn_without_a_number(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.show([someone(100, 100)])
    (body,) = shop.newest().bodies
    assert (body.box, body.sure, body.tag) == ((80, 60, 120, 140), True, False)


def test_whoever_was_not_seen_lately_is_not_drawn(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.show([someone(100, 100)], time_s=2.0)
    assert shop.newest().bodies == ()


def test_whoever_wears_the_tag_is_marked(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    image = floor()
    image[90:120, 90:110] = (30, 20, 220)
    shop.board.look_for([learn_tag(image, (90, 90, 110, 120))])
    shop.show([someone(100, 100), someone(250, 100)], image=image)
    assert [body.tag for body in shop.newest().bodies] == [True, False]
    shop.board.look_for([])
    shop.show([someone(100, 100)], image=image)
    assert [body.tag for body in shop.newest().bodies] == [False]


def test_counts_begin_anew_with_each_run(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.show([], Crossing("door", 0.5, "in"), Crossing("door", 0.6, "out"))
    shop.show([], Crossing("door", 0.9, "in"))
    shop.board.outage("unplugged")
    assert shop.board.counts() == {
        "lines": {"door": {"in": 2, "out": 1, "staff": 0}},
        "zones": {},
        "outage": "unplugged",
    }
    shop.board.begin(shop.recorder)
    assert shop.board.counts()["lines"] == {}


def test_zones_tell_who_is_there_and_who_was(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    visits = [Visit("table", 0.0, 0.9), Visit("table", 0.0, 0.9, staff=True)]
    shop.show([], visits=visits, zones=[ZoneNow("table", 3, 0.5)])
    assert shop.board.counts()["zones"] == {"table": {"present": 3, "visits": 1}}


def test_staff_are_told_apart_also_where_that_turns_out_later(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.desk.start("door", 20)
    shop.show([], Crossing("door", 0.5, "in"), Crossing("door", 0.9, "out", staff=True))
    shop.show([], turned_staff=[Crossing("door", 0.75, "in")], time_s=1.25)
    assert shop.board.counts()["lines"] == {"door": {"in": 0, "out": 0, "staff": 2}}
    shop.desk.end()
    shop.clock.advance(10)
    shop.desk.tick()
    assert shop.audit().tallies == {"in": (0, 0, 0), "out": (0, 0, 0)}


def test_a_crossing_is_compared_at_the_time_it_happened(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.desk.start("door", 20)
    shop.desk.tap("in", number="1")
    shop.clock.advance(6)
    # Counted only now, because somebody stood in the band; on the line right after the tap.
    shop.show([], Crossing("door", 0.25, "in"), time_s=6.0)
    shop.desk.end()
    shop.clock.advance(10)
    shop.desk.tick()
    assert shop.audit().tallies == {"in": (1, 1, 1), "out": (0, 0, 0)}


def test_waiting_for_a_picture_ends(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    assert shop.board.after(0, 0.01) is None
    shop.show()
    shown = shop.newest()
    assert shown.number == 1
    assert shop.board.after(0, 0.01) is shown
    assert shop.board.after(1, 0.01) is shown
