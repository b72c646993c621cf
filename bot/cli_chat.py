"""`langnghe chat`: the whole job in a terminal, citizen and officer on one screen or on two."""

import asyncio
import threading
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.channels.terminal import CITIZEN, OFFICER, Terminal
from bot.cli_serve import TO_TYPE, is_sample
from bot.log import start_log
from bot.settings import Settings
from bot.store.store import utc_now
from bot.store.work import SqlWork
from bot.wiring import Program, open_program
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage
from referral.records import dataclass

TERMINAL_OFFICER = "intake_desk-1"  # the last rung of every ladder: always hears of a case
ADDRESSES = {CITIZEN: Address(CITIZEN, "terminal"), OFFICER: Address(OFFICER, TERMINAL_OFFICER)}
NAMES = {CITIZEN: "Người dân", OFFICER: "Trực ban"}
STYLES = {CITIZEN: "green", OFFICER: "cyan"}
SWITCHES = {"/dan": CITIZEN, "/cb": OFFICER}
LEAVE = frozenset({"/thoat", "/exit", "/quit"})
HELP = "/dan: nói như người dân   /cb: nói như cán bộ   /anh ĐƯỜNG_DẪN: gửi ảnh   /thoat: thoát"


class Side(StrEnum):
    """Who speaks on a screen."""

    citizen = "citizen"
    officer = "officer"


SIDES = {Side.citizen: (CITIZEN,), Side.officer: (OFFICER,), None: (CITIZEN, OFFICER)}


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons that were shown to a side last, and the question they belong to."""

    buttons: tuple[str, ...] = ()
    question: str = ""

    def chosen(self, text: str) -> str:
        """The words of the button with this number, "" if the text is no such number."""
        number = int(text) if text.isdecimal() else 0
        return self.buttons[number - 1] if 0 < number <= len(self.buttons) else ""


class Screen:
    """One terminal: prints what each side hears, reads what the side whose turn it is says."""

    def __init__(self, sides: tuple[str, ...], console: Console) -> None:
        self.sides = sides
        self.speaker = sides[0]
        self._console = console
        self._offers = {side: Offer() for side in sides}
        self._said = 0

    def show(self, side: str, message: OutgoingMessage) -> None:
        """Print a message to a side with its buttons as numbers."""
        if message.act == "clear":
            self._console.clear()
            return
        bell = "🔔 " if message.siren else ""
        self._console.print(Text.assemble((f"→ {NAMES[side]}: {bell}", f"bold {STYLES[side]}"), message.text))
        for number, button in enumerate(message.buttons, 1):
            self._console.print(Text(f"     {number}. {button}", STYLES[side]))
        self._offers[side] = Offer(message.buttons, message.question)

    def hear(self, line: str) -> IncomingEvent | None:
        """What the speaker did with this line; None if it only switched the speaker."""
        if line in SWITCHES:
            self.speaker = SWITCHES[line] if SWITCHES[line] in self.sides else self.speaker
            return None
        self._said += 1
        now = utc_now()
        event_id = f"{self.speaker}:{now.timestamp():.6f}:{self._said}"
        address = ADDRESSES[self.speaker]
        if line.startswith("/anh "):
            photo = Media("photo", line.removeprefix("/anh ").strip())
            return IncomingEvent(event_id, address, now, media=photo)
        offer = self._offers[self.speaker]
        button = offer.chosen(line.strip())
        question = offer.question if button else ""
        return IncomingEvent(event_id, address, now, button or line, question=question)

    def prompt(self) -> None:
        """Show whose turn it is."""
        self._console.print(Text(f"{NAMES[self.speaker]}> ", f"bold {STYLES[self.speaker]}"), end="")

    def say(self, words: str) -> None:
        """Print a line of our own."""
        self._console.print(Text(words, "dim"))


def chat(side: Annotated[Side | None, typer.Option("--as", help="One side only, for two screens.")] = None) -> None:
    """Report, alert, accept, ask and follow in this terminal."""
    settings = Settings()
    start_log("error")
    program = open_program(settings)
    try:
        asyncio.run(converse(program, Screen(SIDES[side], Console())))
    finally:
        program.close()


async def converse(program: Program, screen: Screen) -> None:
    """Read lines and hand them to the desk until the end of the input."""
    for side in screen.sides:
        program.desk.add(Terminal(side, screen.show, program.settings.web_address))
    await program.desk.do(link_officer)
    await program.desk.start()
    screen.say(f"{HELP}\nVí dụ: {TO_TYPE}")
    screen.prompt()
    async for line in lines():
        if line in LEAVE:
            break
        if line and (event := screen.hear(line)):
            await program.desk.receive(event)
            await program.desk.quiet()
        screen.prompt()
    await program.desk.stop()


def link_officer(work: SqlWork) -> None:
    """The sample officer of the intake desk sits at the terminal; a real officer is never moved."""
    if is_sample(work.directory, TERMINAL_OFFICER):
        work.staff.link(TERMINAL_OFFICER, work.people.at(ADDRESSES[OFFICER]).id)


async def lines() -> AsyncIterator[str]:
    """The lines of standard input, read on a thread of their own that may be left behind at the end."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        try:
            while True:
                loop.call_soon_threadsafe(queue.put_nowait, input())
        except EOFError:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line.strip()
