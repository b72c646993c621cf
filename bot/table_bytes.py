"""What comes in as a table, as bytes: how its text is written, whether it is a workbook, and how much is too much."""

import codecs
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile

from referral.records import dataclass

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024  # of all parts of a workbook: a small file may unpack to a very large one
MOST_ROWS = 20_000
MOST_COLUMNS = 64
ZIP = b"PK\x03\x04"
BOMS = (  # the longest first
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
CONTROLS = frozenset(map(chr, range(32))) - {"\t", "\r", "\n", "\f"}


class TableUnreadable(Exception):
    """This file cannot be read: is it there, and saved as CSV in UTF-8 or as XLSX?"""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: {self.__doc__}")
        self.file = file

    def __reduce__(self) -> tuple[type[Exception], tuple[Path]]:
        """As another process hands it over."""
        return type(self), (self.file,)


class TableTooLarge(TableUnreadable):
    """This file is too large: at most 5 MB and 20,000 rows; delete empty rows and pictures, or split it in two."""


class TableEmpty(TableUnreadable):
    """This file is empty: the commands `template` and `export` write the headings."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in: its name, only for messages, and its bytes."""

    name: str
    data: bytes

    @property
    def file(self) -> Path:
        """The name as the errors want it."""
        return Path(self.name)

    @property
    def workbook(self) -> bool:
        """Whether it is a workbook: what it is counts, not what it is called."""
        return self.data.startswith(ZIP) or self.file.suffix.lower() == ".xlsx"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of the encoding it was read in, and whether that was only a guess."""

    text: str
    encoding: str
    guessed: bool = False


def loaded(file: Path) -> Upload:
    """A file of the disk. Raises TableUnreadable."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise TableTooLarge(file)
        return Upload(file.name, file.read_bytes())
    except OSError:
        raise TableUnreadable(file) from None


def weigh(upload: Upload) -> None:
    """Raises TableTooLarge, TableEmpty, or TableUnreadable for a workbook that is none."""
    if len(upload.data) > MOST_BYTES:
        raise TableTooLarge(upload.file)
    if not upload.data.strip():
        raise TableEmpty(upload.file)
    if not upload.workbook:
        return
    try:
        with ZipFile(BytesIO(upload.data)) as parts:  # nothing longer than a part says is ever unpacked of it
            unpacked = sum(part.file_size for part in parts.infolist())
    except BadZipFile:
        raise TableUnreadable(upload.file) from None
    if unpacked > MOST_UNPACKED:
        raise TableTooLarge(upload.file)


def decoded(upload: Upload) -> Decoded:
    """The text: by its mark, else UTF-8, else UTF-16, else Windows-1258. Raises TableUnreadable."""
    mark = next((known for known in BOMS if upload.data.startswith(known[0])), None)
    tries = [(mark[1], mark[2], False)] if mark else [("utf-8", "UTF-8", False), *guesses(upload.data)]
    for codec, name, guessed in tries:
        try:
            text = upload.data.decode(codec)
        except UnicodeDecodeError:
            continue
        if CONTROLS.isdisjoint(text):
            return Decoded(normalize("NFC", text), name, guessed)
    raise TableUnreadable(upload.file)


def guesses(data: bytes) -> list[tuple[str, str, bool]]:
    """What a text without a mark may be: every other byte of plain letters in UTF-16 is zero."""
    if b"\0" in data:
        little = data[1::2].count(0) >= data[::2].count(0)
        return [("utf-16-le" if little else "utf-16-be", "UTF-16", True)]
    return [("cp1258", "Windows-1258", True)]
