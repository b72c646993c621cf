"""Words drawn with a font that has every Vietnamese letter: broken into lines and made smaller until they fit."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import fontpkg
from PIL import ImageDraw, ImageFont

from referral.records import dataclass

FAMILY = "Be Vietnam Pro"
SMALLEST = 24  # pixels at 300 to the inch: 2 mm
LEADING = 1.3  # from line to line, in sizes: marks above and below a letter need it
NO_LETTER = "\U0010ffff"

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: their weight, 400 to 800, and how large they are at most."""

    weight: int
    largest: int


@dataclass(frozen=True, slots=True)
class Lettering:
    """Paragraphs broken into lines, all of one size."""

    face: ImageFont.FreeTypeFont
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def leading(self) -> int:
        """From line to line."""
        return round(self.face.size * LEADING)

    @property
    def gap(self) -> int:
        """Between paragraphs."""
        return round(self.face.size * 0.55)

    @property
    def height(self) -> int:
        """Of everything."""
        lines = sum(len(paragraph) for paragraph in self.paragraphs)
        return lines * self.leading + (len(self.paragraphs) - 1) * self.gap

    @property
    def width(self) -> float:
        """Of the longest line."""
        return max(self.face.getlength(line) for paragraph in self.paragraphs for line in paragraph)


@lru_cache(maxsize=256)
def face_of(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """The font of this weight and size."""
    return ImageFont.truetype(fontpkg.path(FAMILY, weight=weight), size)


def plain(words: str) -> str:
    """One line of whole letters: a mark that was typed apart joins its letter."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def undrawable(words: str) -> str:
    """The first character that the font cannot draw, "" if it can draw all."""
    return next((letter for letter in words if not letter.isspace() and not has(letter)), "")


@lru_cache(maxsize=1024)
def has(letter: str) -> bool:
    """Whether the font has a letter: it is not drawn as the box that stands for unknown ones."""
    face = face_of(400, 40)
    return bytes(face.getmask(letter)) != bytes(face.getmask(NO_LETTER))


def fitted(paragraphs: Sequence[str], room: Point, style: Style) -> Lettering:
    """The words as large as the room, width and height, allows."""
    sizes = range(style.largest, SMALLEST, -2)
    tried = (broken(paragraphs, room[0], face_of(style.weight, size)) for size in sizes)
    found = next((found for found in tried if found.height <= room[1] and found.width <= room[0]), None)
    return found or smallest(paragraphs, room[0], style.weight)


def smallest(paragraphs: Sequence[str], width: int, weight: int) -> Lettering:
    """The words as small as they may be; one that is wider than the room even so goes on in the next line."""
    face = face_of(weight, SMALLEST)
    most = max(int(width / face.getlength("W")), 1)
    whole = (plain(words).split(" ") for words in paragraphs)
    pieces = [" ".join(w[at : at + most] for w in words for at in range(0, len(w), most)) for words in whole]
    return broken(pieces, width, face)


def broken(paragraphs: Sequence[str], width: int, face: ImageFont.FreeTypeFont) -> Lettering:
    """The paragraphs in lines of at most this width; a longer word stays whole, for a smaller size to fit."""
    return Lettering(face, tuple(lines_of(plain(words), width, face) for words in paragraphs))


def lines_of(words: str, width: int, face: ImageFont.FreeTypeFont) -> tuple[str, ...]:
    """As many lines as are needed, of about the same length."""
    lines = wrapped(words, width, face)
    narrowest = max(width // 2, 1)
    for narrower in range(narrowest, width, max(width // 40, 1)):
        evener = wrapped(words, narrower, face)
        if len(evener) == len(lines) and all(face.getlength(line) <= narrower for line in evener):
            return evener
    return lines


def wrapped(words: str, width: int, face: ImageFont.FreeTypeFont) -> tuple[str, ...]:
    """Word after word on a line while there is room."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Brush:
    """Where and in which colour words are drawn; `middle`: the point is the middle of each line, else its left."""

    draw: ImageDraw.ImageDraw
    colour: str
    middle: bool = True
    dot: int = 0  # a point so far to the left of each paragraph

    def write(self, at: Point, words: Lettering) -> None:
        """Draw the paragraphs from here down."""
        x, y = at
        for paragraph in words.paragraphs:
            if self.dot:
                self._point(x - self.dot, y + words.leading // 2, round(words.face.size / 7))
            for line in paragraph:
                place = (x, y + words.leading // 2)
                self.draw.text(place, line, self.colour, words.face, anchor="mm" if self.middle else "lm")
                y += words.leading
            y += words.gap

    def _point(self, x: int, y: int, radius: int) -> None:
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=self.colour)
