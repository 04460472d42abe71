from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import pytest

from edge_vision.__main__ import main
from edge_vision.adapters.qr_code import qr_modules
from edge_vision.domain.privacy import LEAST_VISITORS

pytest.importorskip("fpdf", reason="needs the extra `notice`")

from edge_vision.errors import NoticeError
from edge_vision.expression.notice import Language, Notice, Paper, texts, write

SHOP = Notice(
    shop="Магазин «Угол» & Żółć GmbH",
    controller="Corner Ltd, 1 High Street, privacy@corner.example",
    url="https://corner.example/camera",
)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("paper", get_args(Paper))
def test_a_notice_is_one_page_of_pdf(tmp_path: Path, language: Language, paper: Paper) -> None:
    path = tmp_path / "notice.pdf"
    write(SHOP, language, paper, path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["notice.pdf"]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_language_says_the_same_things(language: Language) -> None:
    words = texts(language)
    assert len(words.points) == 5
    assert sum("{least}" in point for point in words.points) == 1
    assert "2024/1689" in words.law
    said = " ".join([words.title, words.lead, *words.points]).lower()
    assert not any(word in said for word in ("satisf", "emotion", "mood", "zufrieden", "настроен"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shop": " "}, "lacks shop"),
        ({"url": "https://x.example/" + "a" * 4000}, "shorter --url"),
        ({"controller": "word " * 700}, "does not fit one page"),
        ({"shop": "店"}, "Georgian letters only"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_written(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    fields = {name: getattr(SHOP, name) for name in SHOP.__struct_fields__} | changes
    with pytest.raises(NoticeError, match=message):
        write(Notice(**fields), "en", "A5", tmp_path / "notice.pdf")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="name another file"):
        write(SHOP, "en", "A4", tmp_path / "absent" / "notice.pdf")


def test_the_qr_code_can_be_read_back() -> None:
    code = qr_modules(SHOP.url)
    picture = np.where(np.kron(np.pad(code, 4), np.ones((6, 6))) > 0, 0, 255).astype(np.uint8)
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert found == SHOP.url


def test_the_command_writes_a_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "n.pdf")
    arguments = ["--shop", "A", "--controller", "B", "--url", "https://c.example", "--out", out]
    assert main(["notice", *arguments, "--language", "pl", "--paper", "A5"]) == 0
    assert "A5, pl" in capsys.readouterr().out
    assert LEAST_VISITORS == 5
