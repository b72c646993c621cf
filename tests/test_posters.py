"""A poster: every Vietnamese letter is drawn, nothing is cut, each code is large and leads where it says."""

import re
from io import BytesIO
from itertools import product

import pytest
import segno
from PIL import Image

from bot.lettering import Style, face_of, fitted, has, lines_of, undrawable
from bot.poster_words import FREE, Doors, Voice, doors_for, place_name, poster
from bot.posters import DPI, GRID, INNER, PAGE, QUIET, as_pdf, as_png, cells, drawn, qr
from bot.subscribe_links import SLUG, Origin, chat_address, first_account, slug_in, slug_of
from bot.texts import read_catalogues, translator
from flows.words import command_in
from handlers.subscribing import MOST_SLUG
from referral.jurisdiction.units import units

VOWELS = "aăâeêioôơuưy"
LETTERS = "".join(VOWELS) + "bcdđghklmnpqrstvx" + "fjwz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng, typed apart
LONG_SCHOOL = "Trường Phổ thông Dân tộc Bán trú Trung học cơ sở và Trung học phổ thông Nguyễn Thượng Hiền – Lý Tự Trọng"
EVERYWHERE = Doors("https://langnghe.example.vn", "LangNgheBot", "1234567890123456789")
VOICE = Voice(lambda _, words: words)
SIXTY_MM = round(60 / 25.4 * DPI)


def sheet_for(origin: Origin, school: str = "", doors: Doors = EVERYWHERE, voice: Voice = VOICE) -> Image.Image:
    return drawn(poster(origin, school, doors, voice))


def test_bug_the_web_code_of_an_english_poster_opened_vietnamese() -> None:
    (door,) = doors_for(Origin("21340", "truong-a"), Doors("https://a.vn"), Voice(lambda _, words: words, "en"))
    assert door.link == "https://a.vn/dk/21340/truong-a?lang=en" and "lang" not in door.hint


def test_bug_an_english_poster_told_a_vietnamese_word_to_stop() -> None:
    assert "STOP REMINDERS" in translator(read_catalogues())("en", FREE)
    assert command_in("STOP REMINDERS") == command_in("NGỪNG NHẮC") == "unsubscribe"


def test_every_vietnamese_letter_is_in_the_font() -> None:
    vowels = "".join(base + tone for base, tone in product(VOWELS, ("", *TONES)))
    written = "".join(sorted(set("".join(place_name(code) for code in units().current))))
    for words in (LETTERS, vowels, written, "“”–…!?()0123456789"):
        composed = fitted([words], INNER_ROOM, Style(500, 40)).paragraphs[0]
        for line in (*composed, *(one.upper() for one in composed)):
            assert undrawable(line) == ""


INNER_ROOM = (INNER, 100_000)


def test_a_letter_that_the_font_lacks_is_found() -> None:
    assert not has("☃") and undrawable("Trường ☃") == "☃"


@pytest.mark.parametrize("words", [LONG_SCHOOL, "Xã A", "W" * 40, "a" * 120, "Đ " * 60])
def test_words_fit_their_room_and_none_is_lost(words: str) -> None:
    for room in ((INNER, 180), (1000, 300)):
        found = fitted([words], room, Style(800, 120))
        assert "".join(found.paragraphs[0]).replace(" ", "") == words.replace(" ", "")
        assert found.height <= room[1] and found.width <= room[0]


def test_lines_are_about_as_long_as_each_other() -> None:
    lines = lines_of("một hai ba bốn năm sáu bảy", 600, face_of(400, 60))
    assert len(lines) == 2 and abs(len(lines[0]) - len(lines[1])) < 6


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_cells_lie_in_the_grid_and_apart(count: int) -> None:
    boxes = cells(count)
    assert len(boxes) == count + 1
    rows = [(left, top, left + width, top + height) for left, top, width, height in boxes]
    for at, one in enumerate(rows):
        assert one[0] >= 0 and one[2] <= PAGE[0] and one[1] >= GRID[0] and one[3] <= sum(GRID)
        for other in rows[at + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("public_url", ["https://ab.vn", "https://langnghe.example.vn", f"https://{'nam.' * 15}vn"])
def test_each_code_is_sixty_millimetres_wide_and_says_its_link(public_url: str) -> None:
    doors = Doors(public_url, "LangNgheBot", "1234567890123456789")
    smallest = min(min(width, height) for _, _, width, height in cells(3)) - 100
    for door in doors_for(Origin("21340", "truong-tieu-hoc-va-trung-hoc-co-so-a-b"), doors, VOICE):
        code = segno.make_qr(door.link, error="q")
        picture = qr(door.link, smallest)
        modules = int(code.symbol_size(border=QUIET)[0])
        scale = picture.width // modules
        assert scale * (modules - 2 * QUIET) >= SIXTY_MM and code.error in "QH"
        assert modules_of(picture, scale) == [list(row) for row in code.matrix]


def modules_of(picture: Image.Image, scale: int) -> list[list[int]]:
    """What is black, module by module, without the quiet zone."""
    grey = picture.convert("L")
    middles = range(QUIET * scale + scale // 2, picture.width - QUIET * scale, scale)
    return [[int(grey.getpixel((x, y)) == 0) for x in middles] for y in middles]


def test_the_codes_stand_whole_on_the_sheet_also_in_black_and_white() -> None:
    sheet = sheet_for(Origin("21340")).convert("L").point(lambda value: 255 if value > 127 else 0)
    for door, (left, top, width, height) in zip(doors_for(Origin("21340"), EVERYWHERE, VOICE), cells(3), strict=False):
        code = qr(door.link, min(width, height - 100)).convert("L")
        at = left + (width - code.width) // 2
        assert list(sheet.crop((at, top, at + code.width, top + code.height)).tobytes()) == list(code.tobytes())


def test_the_rim_of_the_sheet_stays_white_and_all_is_drawn() -> None:
    for school in ("", LONG_SCHOOL):
        sheet = sheet_for(Origin("00226", slug_of(school)), school)
        width, height = PAGE
        for rim in ((0, 520, 100, height), (width - 100, 520, width, height), (0, height - 60, width, height)):
            assert sheet.crop(rim).getcolors() == [((rim[2] - rim[0]) * (rim[3] - rim[1]), (255, 255, 255))]


def test_a_trial_is_said_on_the_sheet() -> None:
    words = poster(Origin("21340"), "", EVERYWHERE, Voice(lambda _, text: text, live=False))
    assert "BẢN THỬ" in words.trial and poster(Origin("21340"), "", EVERYWHERE, VOICE).trial == ""
    assert drawn(words).tobytes() != sheet_for(Origin("21340")).tobytes()


def test_the_words_of_a_school() -> None:
    words = poster(Origin("21340", "truong-a"), "Trường A", EVERYWHERE, VOICE)
    assert words.names == ("Trường A", "Xã Sơn Tây, Quảng Ngãi")
    assert [door.link for door in words.doors] == [
        "https://zalo.me/1234567890123456789",
        "https://t.me/LangNgheBot?start=sub_21340_truong-a",
        "https://langnghe.example.vn/dk/21340/truong-a",
    ]
    assert "đăng ký 21340”" in words.doors[0].hint and "langnghe.example.vn/dk/21340" in words.doors[2].hint
    assert "21:00" in "".join(words.gets) and "3 tin" in "".join(words.gets)
    assert [door.name for door in doors_for(Origin("21340"), Doors("https://a.vn/"), VOICE)] == ["Web"]


def test_one_way_and_two_ways_are_larger() -> None:
    for doors in (Doors("https://a.vn"), Doors("https://a.vn", "@LangNgheBot")):
        assert sheet_for(Origin("21340"), doors=doors).size == PAGE
    assert (
        next(iter(doors_for(Origin("21340"), Doors("https://a.vn", "@Bot"), VOICE))).link
        == "https://t.me/Bot?start=sub_21340"
    )


def test_the_files_are_of_a4_at_300_pixels_to_the_inch() -> None:
    sheet = sheet_for(Origin("21340"))
    with Image.open(BytesIO(as_png(sheet))) as read:
        assert read.size == PAGE and {round(float(value)) for value in read.info["dpi"]} == {DPI}
    page = as_pdf(sheet, "Xã Sơn Tây")
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", page)
    assert page.startswith(b"%PDF") and box and (round(float(box[1])), round(float(box[2]))) == (595, 842)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Trường THCS Sơn Tây", "truong-thcs-son-tay"),
        ("Đạ Sar – số 1", "da-sar-so-1"),
        ("  ", ""),
        ("学校", ""),
        ("x" * 90, "x" * MOST_SLUG),
        (LONG_SCHOOL, "truong-pho-thong-dan-toc-ban-tru-trung"),
    ],
)
def test_a_slug_is_bare_and_short(name: str, slug: str) -> None:
    assert slug_of(name) == slug and len(slug) <= MOST_SLUG
    assert not slug or (SLUG.fullmatch(slug) and slug_in(slug) == slug)


@pytest.mark.parametrize("words", ["A", "a b", "-a", "a--b", "<script>", "a" * 41, "trường", ""])
def test_what_is_no_slug_is_none(words: str) -> None:
    assert slug_in(words) == ""


def test_a_start_of_telegram_is_within_its_limit() -> None:
    link = next(iter(doors_for(Origin("21340", "x" * MOST_SLUG), Doors("https://a.vn", "B"), VOICE))).link
    start = link.partition("start=")[2]
    assert len(start) <= 64 and re.fullmatch(r"[A-Za-z0-9_-]+", start)


def test_the_chat_is_opened_with_the_words() -> None:
    assert chat_address(Origin("21340")) == "/?viet=%C4%91%C4%83ng%20k%C3%BD%2021340"
    assert chat_address(Origin(), "en").endswith("k%C3%BD&lang=en")
    assert first_account(["zalo_oa:2", "other:1", "zalo_oa:1"]) == "1" and first_account([]) == ""
