"""Contender a, the floor: bare aiohttp and one outgoing call for each update; it understands and keeps nothing."""

import asyncio
import sys

import aiohttp
from aiohttp import web

from tests.bench.contender import PATH, serve
from tests.bench.platforms import TOKEN


async def main(api: str) -> None:
    """Answer each update with one message."""
    async with aiohttp.ClientSession() as session:

        async def update(request: web.Request) -> web.Response:
            said = await request.json()
            reply = {"chat_id": said["message"]["chat"]["id"], "text": "Tôi đã nhận được."}
            async with session.post(f"{api}/bot{TOKEN}/sendMessage", data=reply) as response:
                await response.read()
            return web.Response()

        app = web.Application()
        app.router.add_post(PATH, update)
        await serve(app)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
