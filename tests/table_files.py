"""Files as old offices and bad people send them."""

from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile


def written(folder: Path, text: str, name: str = "agencies.csv", encoding: str = "utf-8") -> Path:
    """The text as a file."""
    file = folder / name
    file.write_text(text, encoding)
    return file


def in_1258(text: str) -> bytes:
    """The text as Windows-1258 has it: letters with their roof, tones as marks behind them."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    parts = (normalize("NFD", letter) for letter in text)
    kept = ("".join(c for c in part if c not in marks) for part in parts)
    tones = ("".join(c for c in normalize("NFD", letter) if c in marks) for letter in text)
    return "".join(normalize("NFC", base) + tone for base, tone in zip(kept, tones, strict=True)).encode("cp1258")


def bombed() -> bytes:
    """A workbook of a few kilobytes that unpacks to thirty megabytes."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 30 * 1024 * 1024)
    return written.getvalue()
