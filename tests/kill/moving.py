"""`python -m bot` as a command of its own beside the running program, with the program's settings."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.kill.program import environment


async def command(settings: Mapping[str, str], log: Path, *words: str) -> int:
    """Run it; its exit code. What it prints goes to the log."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, env=environment(settings), stdout=output, stderr=output
        )
    return await process.wait()
