"""Fetching what people sent on Zalo: from which hosts, and what each failure means."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels import ChannelDown, Refused, Throttled
from bot.channels.zalo_files import MOST_HOPS, allowed, download, hosts_in

HERE = ("127.0.0.1",)
PICTURE = b"\xff\xd8\xff a picture"


@pytest.mark.parametrize(
    "url",
    [
        "https://photo-stal-1.zdn.vn/a.jpg", "https://f21.dlfl.vn/x", "https://a.dlmd.me/y?z=1", "https://zdn.vn/a",
        "https://PHOTO.ZDN.VN/a.jpg", "https://flchat.vn/r", "https://a.zdn.vn:443/a", "https://files.example/a",
        "http://127.0.0.1:8080/a",
    ],
)  # fmt: skip
def test_hosts_of_zalo_and_those_of_the_deployer(url: str) -> None:
    assert allowed(url, hosts_in(" Files.example , 127.0.0.1,"))


@pytest.mark.parametrize(
    "url",
    [
        "http://photo.zdn.vn/a.jpg", "https://zdn.vn.evil.example/a", "https://evilzdn.vn/a", "https://zdn.vn@evil.vn/a",
        "https://a:b@photo.zdn.vn/a", "https://photo.zdn.vn:8443/a", "file:/etc/passwd", "https://127.0.0.1/a",
        "https://[::1]/a", "//photo.zdn.vn/a", "", "zdn.vn", "https://", "https://photo.zdn.vn:port/a", "http://[/a",
        "http://files.example/a", "ftp://files.example/a",
    ],
)  # fmt: skip
def test_no_other_host(url: str) -> None:
    assert not allowed(url, ("files.example",))


def test_this_machine_only_if_the_deployer_says_so() -> None:
    assert not allowed("http://127.0.0.1:8080/a")


async def picture(_: web.Request) -> web.Response:
    return web.Response(body=PICTURE, content_type="application/octet-stream")


async def twice(_: web.Request) -> web.Response:
    raise web.HTTPFound("/picture")


async def round_and_round(_: web.Request) -> web.Response:
    raise web.HTTPFound("/round")


async def outward(_: web.Request) -> web.Response:
    raise web.HTTPFound("http://192.0.2.1/secret")


async def answered(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]))


def served(scene: Callable[[ClientSession, str], Awaitable[None]]) -> None:
    """Play against a server on this machine."""

    async def play() -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/picture", picture), web.get("/twice", twice), web.get("/round", round_and_round),
                web.get("/outward", outward), web.get("/status/{status}", answered),
            ]
        )  # fmt: skip
        async with TestServer(app) as server, ClientSession() as session:
            await scene(session, str(server.make_url("/")).rstrip("/"))

    asyncio.run(play())


def test_a_picture_is_fetched_also_behind_a_redirect() -> None:
    async def scene(session: ClientSession, base: str) -> None:
        for path in ("picture", "twice"):
            assert await download(session, f"{base}/{path}", HERE, 1000) == PICTURE

    served(scene)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("status/404", Refused), ("status/403", Refused), ("status/410", Refused), ("status/500", ChannelDown),
        ("status/204", ChannelDown), ("status/429", Throttled), ("round", Refused), ("outward", Refused),
    ],
)  # fmt: skip
def test_what_each_failure_means(path: str, problem: type[Exception]) -> None:
    async def scene(session: ClientSession, base: str) -> None:
        with pytest.raises(problem) as found:
            await download(session, f"{base}/{path}", HERE, 1000)
        assert base not in str(found.value) and "192.0.2.1" not in str(found.value)

    served(scene)


def test_not_more_than_we_take() -> None:
    async def scene(session: ClientSession, base: str) -> None:
        with pytest.raises(Refused, match="too_large"):
            await download(session, f"{base}/picture", HERE, len(PICTURE) - 1)

    served(scene)


def test_a_host_off_the_list_is_never_asked() -> None:
    async def scene(session: ClientSession, base: str) -> None:
        with pytest.raises(Refused):
            await download(session, f"{base}/picture", (), 1000)

    served(scene)
    assert MOST_HOPS == 3


def test_nobody_listening_is_tried_again() -> None:
    async def scene(session: ClientSession, _: str) -> None:
        with pytest.raises(ChannelDown):
            await download(session, "http://127.0.0.1:9/a", HERE, 1000)

    served(scene)
