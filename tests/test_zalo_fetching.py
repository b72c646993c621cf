"""Downloads from where Zalo keeps files: redirections, sizes, refusals, on a server of our own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from yarl import URL

from bot.channels import ChannelDown, ChannelError, Refused
from bot.channels.zalo_oa import fetching
from bot.channels.zalo_oa.fetching import Fetching, Hosts
from bot.channels.zalo_oa.wire import Wire

SEEN: list[dict[str, str]] = []


async def give(request: web.Request) -> web.Response:
    SEEN.append(dict(request.headers))
    return web.Response(body=b"0" * 1000)


async def chunks(request: web.Request) -> web.StreamResponse:
    """A body that does not say how long it is."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(30):
        await answer.write(b"0" * 1000)
    return answer


def away(to: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def redirect(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": to})

    return redirect


def status(number: int) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=number, text="no")

    return answer


ROUTES = {
    "/file": give,
    "/chunks": chunks,
    "/near": away("/file"),
    "/round": away("/round"),
    "/local": away("http://localhost/secret"),
    "/inside": away("http://169.254.169.254/latest"),
    "/nowhere": away(""),
    "/gone": status(404),
    "/denied": status(403),
    "/broken": status(500),
}


def fetched(path: str) -> bytes | ChannelError:
    """What came of a download from the server, which the settings allow."""
    return asyncio.run(tried(path))


async def tried(path: str) -> bytes | ChannelError:
    app, wire = web.Application(), Wire()
    for route, handler in ROUTES.items():
        app.router.add_get(route, handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        return await Fetching(wire, Hosts.of(f" {host}:{port} ,")).fetch(f"http://{host}:{port}{path}")
    except ChannelError as problem:
        return problem
    finally:
        await wire.close()
        await runner.cleanup()


@pytest.mark.parametrize("path", ["/file", "/near"])
def test_a_file_comes_without_a_word_about_us(path: str) -> None:
    SEEN.clear()
    assert fetched(path) == b"0" * 1000
    assert not {"Referer", "Cookie", "access_token"} & set(SEEN[0])


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/gone", Refused), ("/denied", ChannelDown), ("/broken", ChannelDown), ("/round", Refused),
     ("/local", Refused), ("/inside", Refused), ("/nowhere", Refused)],
)  # fmt: skip
def test_what_follows_when_there_is_no_file(path: str, kind: type[ChannelError]) -> None:
    assert type(fetched(path)) is kind


@pytest.mark.parametrize("path", ["/file", "/chunks"])
def test_a_file_that_is_too_large_is_refused(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 999)
    problem = fetched(path)
    assert type(problem) is Refused and str(problem) == "too_large"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [("https://f1-zpc.zdn.vn/a.jpg", True), ("https://ZDN.VN/a", True), ("https://x.dlfl.vn/a", True),
     ("https://y.dlmd.me/a", True), ("https://flchat.vn/a", True), ("https://zdn.vn./a", False),
     ("https://xn--zdn.vn/a", False), ("https://zdn.vn@evil.example/a", False), ("ftp://a.zdn.vn/a", False)],
)  # fmt: skip
def test_hosts_are_allowed_by_their_whole_name(url: str, allowed: bool) -> None:
    assert Hosts().allow(URL(url)) is allowed
