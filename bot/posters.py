"""Draw a poster: A4 at 300 pixels to the inch, to be printed in colour or in black and white."""

from io import BytesIO

import segno
from PIL import Image, ImageDraw

from bot.lettering import Brush, Lettering, Point, Style, fitted
from bot.poster_words import Door, Poster

DPI = 300
PAGE = (2480, 3508)  # A4
EDGE = 140  # 12 mm: printers leave the rim of the sheet white
INNER = PAGE[0] - 2 * EDGE
QUIET = 4  # modules left white around a code, by its standard
DARK, INK, PAPER, TINT = "#14595b", "#111111", "#ffffff", "#e8f0ee"

BAND = 500  # the coloured head
NAMES = (520, 270)  # where the names begin, and their room
GRID = (800, 2100)
FOOT = 2915
GUTTER = 40
NUMBER_BOX = 220
HINT = 100  # so that a code is at least 60 mm wide without its quiet zone

Box = tuple[int, int, int, int]  # left, top, width, height


def drawn(words: Poster) -> Image.Image:
    """The whole sheet."""
    sheet = Image.new("RGB", PAGE, PAPER)
    draw = ImageDraw.Draw(sheet)
    draw_head(draw, words)
    draw_names(draw, words.names)
    *codes, gets = cells(len(words.doors))
    for door, box in zip(words.doors, codes, strict=True):
        draw_door(sheet, door, box)
    draw_gets(draw, words.gets, gets)
    draw_foot(draw, words)
    return sheet


def draw_head(draw: ImageDraw.ImageDraw, words: Poster) -> None:
    """The name of the service and the headline on a band; in a trial that is said here."""
    draw.rectangle((0, 0, PAGE[0], BAND), fill=DARK)
    Brush(draw, PAPER, middle=False).write((EDGE, 70), fitted(["Lắng Nghe"], (600, 100), Style(700, 64)))
    centred(draw, (EDGE, 160, INNER, 310), fitted([words.headline], (INNER, 310), Style(800, 150)), PAPER)
    if words.trial:
        draw.rectangle((EDGE + 640, 60, PAGE[0] - EDGE, 160), fill=PAPER)
        room = (EDGE + 660, 60, INNER - 680, 100)
        centred(draw, room, fitted([words.trial], (room[2], room[3]), Style(800, 60)), INK)


def draw_names(draw: ImageDraw.ImageDraw, names: tuple[str, ...]) -> None:
    """The school or the commune, large; under a school its commune."""
    top, height = NAMES
    share = height * 2 // 3 if len(names) > 1 else height
    first = fitted(names[:1], (INNER, share), Style(800, 120))
    centred(draw, (EDGE, top, INNER, share), first, INK)
    if names[1:]:
        second = fitted(names[1:], (INNER, height - share), Style(600, 60))
        centred(draw, (EDGE, top + share, INNER, height - share), second, INK)


def cells(doors: int) -> list[Box]:
    """The room of each door and, last, of what one gets: two by two, or fewer and larger."""
    top, height = GRID
    half, row = (INNER - GUTTER) // 2, (height - GUTTER) // 2
    left, right, below = EDGE, EDGE + half + GUTTER, top + row + GUTTER
    if doors == 3:
        return [(left, top, half, row), (right, top, half, row), (left, below, half, row), (right, below, half, row)]
    tall = height * 3 // 5
    last = (EDGE, top + tall + GUTTER, INNER, height - tall - GUTTER)
    if doors == 2:
        return [(left, top, half, tall), (right, top, half, tall), last]
    return [(EDGE, top, INNER, tall), last]


def draw_door(sheet: Image.Image, door: Door, box: Box) -> None:
    """A door's code with what to do under it."""
    left, top, width, height = box
    draw = ImageDraw.Draw(sheet)
    hint = fitted([door.hint], (width, HINT + GUTTER), Style(700, 52))
    code = qr(door.link, min(width, height - HINT))
    sheet.paste(code, (left + (width - code.width) // 2, top))
    centred(draw, (left, top + code.height, width, HINT + GUTTER), hint, INK)


def qr(link: str, side: int) -> Image.Image:
    """The code with its quiet zone, as large as fits; a quarter of it may be dirty or torn."""
    code = segno.make_qr(link, error="q")
    written = BytesIO()
    modules = code.symbol_size(border=QUIET)[0]
    code.save(written, kind="png", scale=side // modules, border=QUIET)
    return Image.open(written).convert("RGB")


def draw_gets(draw: ImageDraw.ImageDraw, gets: tuple[str, ...], box: Box) -> None:
    """The heading and its points on a tinted card."""
    left, top, width, height = box
    draw.rounded_rectangle((left, top, left + width, top + height), 40, fill=TINT)
    pad = 70
    heading = fitted(gets[:1], (width - 2 * pad, 120), Style(800, 84))
    points = fitted(gets[1:], (width - 2 * pad - 60, height - heading.height - 2 * pad - 40), Style(500, 74))
    y = top + (height - heading.height - 40 - points.height) // 2
    Brush(draw, DARK, middle=False).write((left + pad, y), heading)
    Brush(draw, INK, middle=False, dot=42).write((left + pad + 60, y + heading.height + 40), points)


def draw_foot(draw: ImageDraw.ImageDraw, words: Poster) -> None:
    """Whom to call, that one may report here, who sends."""
    centred(draw, (EDGE, FOOT, INNER, 95), fitted([words.danger], (INNER, 95), Style(800, 70)), INK)
    width = (INNER - (len(words.numbers) - 1) * GUTTER) // len(words.numbers)
    for place, (number, who) in enumerate(words.numbers):
        draw_number(draw, (number, who), (EDGE + place * (width + GUTTER), FOOT + 100, width, NUMBER_BOX))
    top = FOOT + 100 + NUMBER_BOX + 10
    centred(draw, (EDGE, top, INNER, 170), fitted(words.foot, (INNER, 170), Style(600, 54)), INK)


def draw_number(draw: ImageDraw.ImageDraw, words: tuple[str, str], box: Box) -> None:
    """One number on a dark box."""
    left, top, width, height = box
    draw.rounded_rectangle((left, top, left + width, top + height), 30, fill=DARK)
    share = height * 3 // 5
    for part, words_size, room in ((0, 140, (top, share + 10)), (1, 60, (top + share, height - share - 15))):
        lettering = fitted([words[part]], (width - 40, room[1]), Style(800, words_size))
        centred(draw, (left, room[0], width, room[1]), lettering, PAPER)


def centred(draw: ImageDraw.ImageDraw, box: Box, words: Lettering, colour: str) -> None:
    """Words in the middle of a box."""
    left, top, width, height = box
    at: Point = (left + width // 2, top + (height - words.height) // 2)
    Brush(draw, colour).write(at, words)


def as_png(sheet: Image.Image) -> bytes:
    """The sheet as a picture."""
    written = BytesIO()
    sheet.save(written, "PNG", dpi=(DPI, DPI))
    return written.getvalue()


def as_pdf(sheet: Image.Image, title: str) -> bytes:
    """The sheet as a page of A4."""
    written = BytesIO()
    sheet.save(written, "PDF", resolution=DPI, quality=95, subsampling=0, title=title)
    return written.getvalue()
