"""Boundaries on disk: a deployer's GeoJSON becomes one small file in the data folder, read at the start."""

import gzip
import json
import secrets
import zlib
from pathlib import Path

import shapely

from bot.log import log
from bot.places import BOUNDARIES
from referral.jurisdiction.boundaries import Boundaries, Shape
from referral.jurisdiction.survey import Report, read_geojson

FORMAT = 1


class BoundariesUnreadable(Exception):
    """The file of boundaries cannot be read: is it there, is it GeoJSON in UTF-8, may this program read it?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class BoundariesNotWritten(Exception):
    """The boundaries could not be written: is the data folder writable, is there room?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def import_boundaries(path: Path, folder: Path) -> Report:
    """Read a deployer's GeoJSON and replace the boundaries in the data folder; a running server reads them when
    it starts again. Raises BoundariesUnreadable, BoundariesNotWritten, and a ValueError that names the remedy."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BoundariesUnreadable from None
    boundaries, report = read_geojson(text)
    try:
        save_boundaries(boundaries, folder)
    except OSError:
        raise BoundariesNotWritten from None
    return report


def save_boundaries(boundaries: Boundaries, folder: Path) -> None:
    """Replace the file in one step: after a power cut it is the old one or the new one, never half."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{BOUNDARIES}.{secrets.token_hex(4)}"
    try:
        draft.write_bytes(packed(boundaries))
        draft.replace(folder / BOUNDARIES)
    finally:
        draft.unlink(missing_ok=True)


def load_boundaries(folder: Path) -> Boundaries | None:
    """The boundaries in the data folder; None when there are none or the file is broken, which the log says."""
    file = folder / BOUNDARIES
    try:
        return unpacked(file.read_bytes()) if file.exists() else None
    except (OSError, EOFError, ValueError, TypeError, zlib.error, shapely.errors.ShapelyError) as fault:
        log.error("boundaries", of=BOUNDARIES, problem=type(fault).__name__, remedy="langnghe places import-boundaries")
        return None


def packed(boundaries: Boundaries) -> bytes:
    """What the file holds: shapes as well-known binary by code; gzip's check sum finds what is broken."""
    shapes = {code: shapely.to_wkb(shape, hex=True) for code, shape in boundaries.shapes.items()}
    return gzip.compress(json.dumps({"format": FORMAT, "shapes": shapes}).encode(), mtime=0)


def unpacked(data: bytes) -> Boundaries:
    """Boundaries from what `packed` made. Raises ValueError among others when it did not."""
    held = json.loads(gzip.decompress(data))
    known = held.get("shapes") if isinstance(held, dict) and held.get("format") == FORMAT else None
    if not isinstance(known, dict):
        raise ValueError("another format")
    shapes = zip(known, shapely.from_wkb(list(known.values())), strict=True)
    return Boundaries({code: shape for code, shape in shapes if isinstance(shape, Shape)})
