"""All words of the page are in one place, and none is left over."""

import re
from importlib import resources

from edge_vision.setup_page.words import WORDS


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    room = resources.files("edge_vision.setup_page")
    files = [
        *(file for folder in ("static", "templates") for file in room.joinpath(folder).iterdir()),
        *(file for file in room.iterdir() if file.name.endswith(".py") and file.name != "words.py"),
    ]
    text = "\n".join(file.read_text() for file in files)
    named = set(re.findall(r"\bwords\.(\w+)", text)) | set(re.findall(r'WORDS\["(\w+)"\]', text))
    by_kind = {"door", "street", "area", "queue", "staff", "in", "out"}
    hints = {f"hint_{kind}" for kind in (*by_kind - {"in", "out"}, "tag")}
    assert named - set(WORDS) == set()
    assert set(WORDS) - named - by_kind - hints == set()
