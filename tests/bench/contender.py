"""What every contender shares: a port, a line that says it is ready, and an end on request."""

import asyncio
import json
import signal

from aiohttp import web

PATH = "/update"


async def serve(app: web.Application, path: str = PATH, headers: str = "", platform: str = "telegram") -> None:
    """Listen on a free port, print it with all that updates need, and serve until told to stop."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(json.dumps([platform, runner.addresses[0][1], path, headers]), flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await runner.cleanup()
