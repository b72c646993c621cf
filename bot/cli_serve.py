"""`langnghe serve`: the program itself, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

import typer
from aiohttp import web
from rich.console import Console

from bot.first_look import half_set, show, tell_of_the_ill
from bot.later import read_the_rest
from bot.log import start_log
from bot.ports import refusal
from bot.roles import ALL, Roles, beside_others, roles_in
from bot.settings import Settings
from bot.sharing import share
from bot.store.store import utc_now
from bot.store.work import SqlWork
from bot.wiring import Program, open_program, small_app, web_app
from handlers.events import Address
from handlers.subscribing_officers import subscribe_way
from referral.agencies import Directory

LINK_LASTS = timedelta(hours=12)
SAMPLE_OFFICERS = ("police-21340-1", "intake_desk-1")
HELP = "What this process does, with commas: web, writer, delivery, scheduler. Empty: LANGNGHE_ROLES, or everything."
TO_TYPE = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Long chưa vớt được"


def serve(roles: Annotated[str, typer.Option(help=HELP)] = "") -> None:
    """Run the web chat, the officers' page and everything behind them."""
    serve_by(utc_now, roles)


def serve_by(clock: Callable[[], datetime], roles: str = "") -> None:
    """The same by this clock: the machine's, or one that goes wrong on purpose."""
    settings = Settings()
    start_log(settings.log_level)
    part = roles_in(roles or settings.roles)
    with beside_others(settings.url, part):
        program = open_program(settings, clock)
        try:
            asyncio.run(run(program, part))
        finally:
            program.close()


async def run(program: Program, roles: Roles = ALL) -> None:
    """Serve until a signal to stop, then finish what was taken."""
    asked_to_stop = stop_signal()
    app = web_app(program) if "web" in roles else small_app(program)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, auto_decompress=False)
    await runner.setup()
    try:
        await listen(runner, program.settings)
        share(program.store, program.desk, roles, program.time)
        await program.desk.start()
        await begin(program, roles, Console())
        async with program.guard.on_duty():
            await asyncio.to_thread(read_the_rest, roles)
            looking = asyncio.create_task(look_over(program, roles, Console()))
            await asked_to_stop.wait()
            looking.cancel()
    finally:
        await program.outside.stop()
        await runner.cleanup()
        await program.desk.stop()
        await program.outside.close()


async def begin(program: Program, roles: Roles, console: Console) -> None:
    """Listen to the messengers and say where the pages are; without pages only what is done here."""
    if "web" in roles:
        await program.outside.start()
        await greet(program, console)
    else:
        console.print(f"Lắng Nghe is running as {', '.join(sorted(roles))}. Stop it with Ctrl-C.")


async def look_over(program: Program, roles: Roles, console: Console) -> None:
    """Name what is half set and who does not answer: a program that runs in part is better than none, if one knows."""
    show(console, await program.desk.do(lambda work: half_set(program.settings, work)))
    if "web" in roles:  # only there the messengers are met at once
        await tell_of_the_ill(program.desk.channels, console)


async def listen(runner: web.AppRunner, settings: Settings) -> None:
    """Open the port. Raises what bot/ports.py says of one that cannot be opened."""
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as problem:
        raise refusal(problem) from None


def stop_signal() -> asyncio.Event:
    """What is set when the process is asked to end; from now on, for a port that is open is soon found."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, *hang_up()):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def hang_up() -> tuple[signal.Signals, ...]:
    """A terminal that is closed asks us to end as well, except where `nohup` has said that we go on."""
    return () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)


async def greet(program: Program, console: Console) -> None:
    """Say where the pages are; with sample officers also their one-time links and what to type."""
    address = program.settings.web_address
    console.print("Lắng Nghe is running. Stop it with Ctrl-C.")
    console.print(f"  Web chat       {address}/", soft_wrap=True)
    console.print(f"  Officers' page {address}/o", soft_wrap=True)
    for name, link in await program.desk.do(lambda work: sample_links(work, address)):
        console.print(f"  {name}: {link}", soft_wrap=True, highlight=False)
    if not await program.desk.do(lambda work: work.accounts.every()):
        console.print(
            "  Accounts with a password: make an administrator with `langnghe admin create NAME`.", soft_wrap=True
        )
    console.print(f"Try it: type into the web chat, for example\n  {TO_TYPE}", highlight=False)
    if not program.live():
        console.print("This is a trial: every reply says that nobody is on duty.")


def sample_links(work: SqlWork, address: str) -> list[tuple[str, str]]:
    """A one-time log-in link for each of the two sample officers that are in the directory."""
    known = [officer for officer in SAMPLE_OFFICERS if is_sample(work.directory, officer)]
    for officer in known:
        seat(work, officer)
    return [(title(work.directory, officer), log_in_link(work, address, officer)) for officer in known]


def seat(work: SqlWork, officer_id: str) -> None:
    """Let alerts wait on the officer's page before the first log-in."""
    if not work.directory.officers[officer_id].ways:
        page = work.people.at(Address("officer_page", officer_id))
        work.staff.link(officer_id, page.id)
        subscribe_way(work, officer_id, page)


def is_sample(directory: Directory, officer_id: str) -> bool:
    """Whether this officer belongs to a sample agency."""
    officer = directory.officers.get(officer_id)
    return officer is not None and directory.agencies[officer.agency].sample


def title(directory: Directory, officer_id: str) -> str:
    """An officer with the agency."""
    officer = directory.officers[officer_id]
    return f"{directory.agencies[officer.agency].name}, {officer.name}"


def log_in_link(work: SqlWork, address: str, officer_id: str) -> str:
    """A link that opens the officers' page once."""
    return f"{address}/o/login?t={work.logins.issue(officer_id, work.now + LINK_LASTS)}"
