"""Whatever is sent, at every door that is open to the outside: no fault, only words and statuses that we chose."""

import asyncio
import json
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory_lines import AGENCY_COLUMNS
from bot.directory_table import BadHeadings, read_upload
from bot.media import inspect
from bot.store.keyring import KeyRingUnreadable
from bot.store.keyring import parse as parse_ring
from bot.table_bytes import TableUnreadable, Upload
from bot.web import reading
from bot.web.app import ROUTES as FRONT
from bot.web.console.entering import local
from bot.web.console.routes import CONSOLE_ROUTES
from bot.web.parts import BadInput
from bot.web.reading import number_in, read_object, said_in
from bot.web.source import network
from flows.kinds import receipt_in
from referral.campaigns import BadCampaign
from referral.campaigns.parse import parse_campaigns
from referral.jurisdiction.survey import read_geojson
from tests.console_office import clerk
from tests.test_console_probes import filled
from tests.web_house import Browser, WebHouse, citizen, in_house

ROUTES = (*FRONT, *CONSOLE_ROUTES)

ODD = (
    "\0",
    "\ud800",
    "\u202e",
    "e" + "\u0301" * 3000,
    "\ufeff",
    "９" * 40,
    "9" * 5000,
    "-0",
    "1e999",
    "${x}",
    "%00",
    "{{7*7}}",
)
JSONS = (
    *(json.dumps({"id": "message-1", "text": odd}) for odd in ODD),
    '{"id": "message-1", "text": ' + "[" * 20_000, '{"lat": NaN, "lon": Infinity, "id": "message-1"}',
    '{"id": "message-1", "lat": ' + "9" * 4000 + ', "lon": 1}', "9" * 5000, "null", '"', "{}", '{"token": []}',
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
BODIES = (
    *(("application/json", body.encode("utf-8", "surrogatepass")) for body in JSONS),
    (FORM, b"csrf=%ED%A0%80&a=%00&a=%"), (FORM, b"&" * 5_000), (FORM, b"=" * 5_000), (FORM, b"csrf=\xff\xfe"),
    (FORM, "&".join(f"{n}={n}" for n in range(3_000)).encode()), (FORM + "; charset=nonsense", b"csrf=1"),
    (PARTS, b""), (PARTS, b"--x\r\n\r\n"), (PARTS, b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'),
    (PARTS, b'--x\r\nContent-Disposition: form-data; name="csrf"; filename="\xff\x00"\r\n\r\n1\r\n--x--\r\n'),
    (PARTS, b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n"),
    (PARTS, b'--x\r\nContent-Transfer-Encoding: odd\r\nContent-Disposition: form-data; name="t"\r\n\r\n1\r\n--x--\r\n'),
    ("multipart/form-data", b"--x"), ("text/plain; charset=utf-99", b"1"), ("nonsense", b"\x1f\x8b\x08\0"),
)  # fmt: skip
POSTS = sorted({filled(r.path) for r in ROUTES if isinstance(r, web.RouteDef) and r.method == "POST"})
GETS = sorted({filled(r.path) for r in ROUTES if isinstance(r, web.RouteDef) and r.method == "GET"} - {"/o/live"})
OPEN = ("/o/login", "/o/login/code", "/o/say")  # without a session, or answered with what was typed
QUERY = "?after=%FF&t=%00&to=//x&page=9999999999999999999999&q=%ED%A0%80&lang=%22&viet=%E2%80%AE&state=%27&case=LN-"


async def faults(browser: Browser, paths: list[str], headers: dict[str, str]) -> list[object]:
    """What was answered with a fault of ours."""
    found: list[object] = []
    for path in paths:
        for kind, body in BODIES:
            sent = {**headers, "Content-Type": kind}
            answer = await browser.post(path, data=body, headers=sent, allow_redirects=False)
            if answer.status >= 500:
                found.append((path, kind, body[:60], answer.status))
    return found


@in_house
async def test_whatever_is_sent_no_door_faults(house: WebHouse) -> None:
    boss, stranger, lan = await clerk(house, "administrator"), await house.new_browser(), await citizen(house)
    hooks = [path for path in POSTS if path.startswith("/hook/")]  # their own tests push at them
    inside = [path for path in POSTS if path.startswith("/o/") and path not in OPEN]
    outside = [path for path in POSTS if path not in (*inside, *hooks)]
    assert await faults(stranger, outside, {}) == []
    assert await faults(lan.browser, ["/chat/send", "/chat/clear"], lan.headers) == []
    assert await faults(boss.browser, inside[::4], {}) == []


@in_house
async def test_odd_addresses_and_cookies_are_no_fault(house: WebHouse) -> None:
    boss, stranger = await clerk(house, "administrator"), await house.new_browser()
    odd = {
        "Cookie": 'ln_staff=%00; ln_step=a.9999999999999999999999.b; ln_door="\u00e9',
        "Accept-Language": "\u00e9;q=x",
    }
    for path in GETS:
        if path in ("/o/poll", "/chat/poll"):
            continue  # they wait
        for browser, headers in ((boss.browser, {}), (stranger, odd)):
            answer = await browser.get(path + QUERY, headers=headers, allow_redirects=False)
            assert answer.status < 500 or path in ("/readyz", "/metrics"), path


@in_house
async def test_a_body_that_never_ends_is_given_up(house: WebHouse) -> None:
    async def dripping() -> object:
        yield b'{"id": "message-1", '
        await asyncio.sleep(30)
        yield b"}"

    lan, before = await citizen(house), reading.BODY_SECONDS
    reading.BODY_SECONDS = 0.05
    try:
        assert (await lan.browser.post("/chat/send", data=dripping(), headers=lan.headers)).status == 408
        boss = await clerk(house, "administrator")
        form = {"Content-Type": FORM}
        assert (await boss.browser.post("/o/me/language", data=dripping(), headers=form)).status == 408
    finally:
        reading.BODY_SECONDS = before


def bomb() -> bytes:
    """A workbook of some kilobytes whose sheet is hundreds of megabytes."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(100):
                    member.write(b" " * 2**20)
    return packed.getvalue()


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(TableUnreadable):
        read_upload(Upload("bang.xlsx", bomb()), AGENCY_COLUMNS)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)
NAMED = (
    "id",
    "text",
    "question",
    "lat",
    "lon",
    "lang",
    "wraps",
    "lookups",
    "type",
    "features",
    "geometry",
    "coordinates",
)
objects = st.dictionaries(st.sampled_from(NAMED), values, max_size=6)
texts = st.text() | st.sampled_from(ODD) | objects.map(json.dumps)
tables = st.lists(st.lists(texts, max_size=5), max_size=5).map(lambda rows: "\n".join(map(",".join, rows)))
START = ("PK\x03\x04", "", "\ufeff", "ma;ten\n", "agency,name\n", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "%PDF")
blobs = st.binary() | texts.map(lambda t: t.encode("utf-8", "surrogatepass"))
blobs |= st.tuples(st.sampled_from(START), st.binary()).map(lambda both: both[0].encode("latin-1", "ignore") + both[1])

MOST = settings().max_examples // 4  # a table takes milliseconds to read; make soak looks through many more
PARSERS: dict[str, tuple[Callable[[bytes], object], tuple[type[Exception], ...]]] = {
    "what a page sends": (lambda data: said_in(read_object(data), 4000), (BadInput,)),
    "a key ring": (parse_ring, (KeyRingUnreadable,)),
    "a table as CSV": (
        lambda data: read_upload(Upload("a.csv", data), AGENCY_COLUMNS), (TableUnreadable, BadHeadings)
    ),
    "a table as XLSX": (
        lambda data: read_upload(Upload("a.xlsx", data), AGENCY_COLUMNS), (TableUnreadable, BadHeadings)
    ),
    "campaigns": (lambda data: parse_campaigns(data.decode("utf-8", "replace")), (BadCampaign,)),
    "boundaries": (lambda data: read_geojson(data.decode("utf-8", "replace")), (ValueError,)),
    "a photo": (lambda data: inspect(data, "photo"), ()),
    "a recording": (lambda data: inspect(data, "voice"), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None, max_examples=MOST)
@given(
    data=blobs
    | objects.map(lambda found: json.dumps(found).encode())
    | tables.map(lambda t: t.encode("utf-8", "replace"))
)
def test_a_parser_reads_anything_or_says_its_own_error(name: str, data: bytes) -> None:
    parse, own = PARSERS[name]
    try:
        parse(data)
    except own as problem:
        assert str(problem) or isinstance(problem, BadInput)


@given(text=texts)
def test_what_reads_a_word_reads_any(text: str) -> None:
    assert 0 <= number_in(text, 99) <= 99
    assert local(text) in ("", text) and not local(text).startswith("//")
    assert network(text) in ("", network(network(text).partition("/")[0]))
    assert receipt_in(text) == "" or len(receipt_in(text)) == 16
