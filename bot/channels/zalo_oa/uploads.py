"""Bring a picture or file to Zalo: within its limits, encoded anew if too large, and only once in six days."""

import asyncio
import hashlib
import io
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from PIL import Image

from bot.channels import ChannelDown, Refused, Unanswered
from bot.channels.jobs import Jobs
from bot.channels.zalo_oa.calls import Calls
from bot.channels.zalo_oa.client import File
from bot.channels.zalo_oa.wire import identity
from bot.pictures import BROKEN, copy_of, on_white
from referral.records import dataclass

Kind = Literal["image", "gif", "file"]

MOST_IMAGE = 1024 * 1024
MOST_FILE = 5 * 1024 * 1024  # a moving picture, or a document
MOST_PUBLIC = 4  # public pictures in memory, 1 MB each
SIDES = (1600, 1200, 800, 400)
QUALITY = 75
ENDINGS: Mapping[str, tuple[Kind, str]] = {
    "image/jpeg": ("image", "jpg"),
    "image/png": ("image", "png"),
    "image/gif": ("gif", "gif"),
    "application/pdf": ("file", "pdf"),
    "application/msword": ("file", "doc"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("file", "docx"),
    "text/csv": ("file", "csv"),
}
MOST: Mapping[Kind, int] = {"image": MOST_IMAGE, "gif": MOST_FILE, "file": MOST_FILE}
UPLOADED_AS: Mapping[Kind, str] = {"image": "attachment_id", "gif": "attachment_id", "file": "token"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes as Zalo takes them."""

    kind: Kind
    file: File
    size: tuple[int, int] | None = None  # of a moving picture


@dataclass(frozen=True, slots=True)
class Asset:
    """What Zalo holds for us; `what` is how we remember it."""

    id: str
    parcel: Parcel
    what: str = field(repr=False)


class Uploads:
    """Uploads of our accounts, remembered in the database."""

    def __init__(self, desk: Jobs, calls: Calls) -> None:
        self._desk = desk
        self._calls = calls
        self._running: dict[str, asyncio.Task[Asset]] = {}
        self._public: dict[tuple[str, str], Asset] = {}  # account and hash -> what many are shown now

    async def asset(self, account: str, data: bytes, mime: str) -> Asset:
        """The asset of these bytes, uploaded if need be. Raises Refused for what Zalo never takes, or as `Calls`."""
        parcel = await asyncio.to_thread(packed, data, mime)
        what = f"zalo_oa:{account}\0{hashlib.sha256(parcel.file.data).hexdigest()}"
        known = await self._desk.do(lambda work: work.uploads.of(what))
        return Asset(known, parcel, what) if known else await self._uploaded(account, parcel, what)

    async def public(self, account: str, digest: str) -> Asset | None:
        """The asset of a public picture, looked up once for all who are shown it; None if there is none."""
        known = self._public.get((account, digest))
        if known is None and (found := await self._desk.do(lambda work: work.campaigns.picture(digest))):
            known = await self.asset(account, *found)
            for oldest in list(self._public)[: 1 - MOST_PUBLIC]:
                del self._public[oldest]
            self._public[account, digest] = known
        return known

    async def again(self, account: str, asset: Asset) -> Asset:
        """Zalo has it no more: uploaded anew."""
        await self.forget(asset)
        return await self._uploaded(account, asset.parcel, asset.what)

    async def forget(self, asset: Asset) -> None:
        """It is uploaded anew when it is shown again."""
        self._public = {whose: known for whose, known in self._public.items() if known.what != asset.what}
        await self._desk.do(lambda work: work.uploads.drop(asset.what))

    async def finish(self) -> None:
        """Wait for the uploads that are under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _uploaded(self, account: str, parcel: Parcel, what: str) -> Asset:
        """One upload for all who show it now; it goes on and is remembered when they give up."""
        if what not in self._running:
            task = self._running[what] = asyncio.create_task(self._upload(account, parcel, what))
            task.add_done_callback(lambda done: self._ended(what, done))
        return await asyncio.shield(self._running[what])

    def _ended(self, what: str, task: asyncio.Task[Asset]) -> None:
        del self._running[what]
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may have

    async def _upload(self, account: str, parcel: Parcel, what: str) -> Asset:
        try:
            data = await self._calls.upload(account, parcel.kind, parcel.file)
        except Unanswered:
            raise ChannelDown("The upload was not answered.") from None  # the message itself was not handed over
        name = identity(data.get(UPLOADED_AS[parcel.kind]))
        if not name:
            raise Refused("Zalo gave the upload no name.")
        await self._desk.do(lambda work: work.uploads.put(what, name))
        return Asset(name, parcel, what)


def packed(data: bytes, mime: str) -> Parcel:
    """The bytes as Zalo takes them; raises Refused if there is no such way. Slow: never in the loop."""
    kind, ending = ENDINGS.get(mime, ("file", ""))
    if not ending:
        raise Refused("Zalo takes no file of this type.")
    if len(data) <= MOST[kind]:
        size = size_of(data) if kind == "gif" else None
        return Parcel(kind, File(f"file.{ending}", data), size)
    if kind == "file":
        raise Refused("too_large")
    return Parcel("image", File("file.jpg", smaller(data)))


def smaller(data: bytes) -> bytes:
    """The picture as a JPEG of at most 1 MB. Raises Refused."""
    try:
        sizes = (again(data, side) for side in SIDES)
        return next(small for small in sizes if len(small) <= MOST_IMAGE)
    except (*BROKEN, StopIteration):
        raise Refused("too_large") from None


def again(data: bytes, side: int) -> bytes:
    """The picture encoded anew, no side longer than this."""
    with Image.open(io.BytesIO(copy_of(data))) as image:
        image.thumbnail((side, side))
        out = io.BytesIO()
        on_white(image).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture. Raises Refused."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except BROKEN:
        raise Refused("This is no picture.") from None
