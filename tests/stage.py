"""Where a play takes place: the real desk on a real database, with a clock and channels that we hold."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from shapely import box

from bot.desk import Desk
from bot.directory_table import Line as TableLine
from bot.duty_cells import date_in
from bot.duty_lines import SHIFT_COLUMNS, shifts_in
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.texts import read_catalogues, translator
from bot.watch.measuring import Around, Measuring
from bot.watch.watchman import Watchman
from bot.wiring import REACTIONS
from handlers import campaign_calendar, duty_note, retention
from handlers.console import report_reminders
from handlers.console.directory import correct_days, put_rosters
from handlers.console.directory import remove_officer as removed
from handlers.events import Address, Happening, IncomingEvent, Media
from handlers.house import House
from referral.campaigns import Rules
from referral.clock import VIETNAM, local
from referral.jurisdiction import pins
from referral.jurisdiction.boundaries import Boundaries, Shape
from referral.jurisdiction.units import units, use
from referral.sample import sample_directory
from tests.cast import ALL, CHANNELS, LATER, OFFICERS, OFFICERS_AT, OWN_CHANNELS, first_address, live_directory, name_of
from tests.fakes import PHOTO, FakeChannel, FakeClock, seeded_chance
from tests.joining import join
from tests.mergers import become
from tests.script import Said
from tests.telegram_stage import TelegramStage
from tests.zalo_bot_stage import ZaloBotStage
from tests.zalo_stage import ZaloStage

Act = Callable[..., Awaitable[None]]
Wire = TelegramStage | ZaloStage | ZaloBotStage  # a channel over its real wire
TRANSLATE = translator(read_catalogues())

MOODS = {"up": "", "out of reach": "window", "out of quota": "quota"}  # as a play says it

MEDIA = {
    "photo": Media("photo", data=PHOTO, safe_copy=PHOTO, mime="image/jpeg"),
    "broken photo": Media("photo", data=b"no photo", problem="unreadable"),
    "photo to fetch": Media("photo", ref="a photo"),
    "lost photo": Media("photo", ref="a lost photo"),
    "voice message": Media("voice", data=b"a voice", mime="audio/ogg"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """How the house is set up before the first line."""

    live: bool = True
    details_in_chat: bool = False
    channels_shown: bool = False
    approval: int = 1000  # more recipients of a campaign than this need a second person


class Stage:
    """Runs acts one by one; what reached people is handed over moment by moment."""

    def __init__(self, url: str, keyring: Path, opening: Opening) -> None:
        self._url = url
        self._keyring = keyring
        self._opening = opening
        self.clock = FakeClock()
        self._chance = seeded_chance(1)  # it outlives a death: ids are never given twice
        self._channels = [FakeChannel(name) for name in CHANNELS]
        self._telegram = TelegramStage()
        self._zalo = ZaloStage(self.clock)
        self._wires: dict[str, Wire] = {"telegram": self._telegram, "zalo_oa": self._zalo, "zalo_bot": ZaloBotStage()}
        self._at = {name: first_address(name) for name in ALL}
        self._events = 0
        self._last: dict[str, IncomingEvent] = {}
        self.asked: dict[tuple[str, str], str] = {}  # (name, button) -> the question it belonged to
        self._sources: dict[str, str] = {}
        self._until = self.clock.now
        self._units = units()
        self._die = False
        self._shapes: dict[str, Shape] = {}
        for channel in self._channels:
            channel.files["a photo"] = MEDIA["photo"]

    async def open(self) -> None:
        """Start the program on a fresh database with its directory, officers linked."""
        for wire in self._wires.values():
            await wire.fake.__aenter__()
        self._start()
        await self.desk.do(self._move_in)

    async def close(self) -> None:
        """Stop the program, and the platform; the communes are what they were, without boundaries."""
        await self._stop()
        use(self._units)
        pins.use(None)
        for wire in self._wires.values():
            await wire.fake.__aexit__(None, None, None)

    async def acted(self, act: Act, words: tuple[str, ...], death: bool) -> AsyncIterator[list[Said]]:
        """Do one thing, perhaps die, then yield what reached people at each moment until nothing is due."""
        self.clock.forward(timedelta(seconds=1))
        self._until = self.clock.now
        await act(self, *words)
        yield await self._moment(death)
        while (due := await self.desk.next_due()) and self.clock.now < due <= self._until:
            self.clock.now = due
            yield await self._moment(death)
        self.clock.now = self._until

    async def _moment(self, death: bool) -> list[Said]:
        """What reaches people now, though the process may die before it could send anything."""
        if death:
            await self.die()
        await self.desk.quiet()
        await self._zalo.quiet()
        return self._heard()

    # what the lines of a play do

    async def speak(self, name: str, minutes_ago: str, text: str) -> None:
        """Somebody writes; a message that was under way is older than its arrival."""
        await self._happen(name, IncomingEvent("", self._at[name], self._ago(minutes_ago), text=text))

    async def edit(self, name: str, text: str) -> None:
        """Somebody changes the words of an earlier message."""
        await self._happen(name, IncomingEvent("", self._at[name], self.clock.now, text=text, edited=True))

    async def press(self, name: str, button: str) -> None:
        """Somebody presses a button of the newest message that had it."""
        if wire := self._wire(name):
            await self._receive(name, await wire.press(name, button, self.clock.now))
        else:
            question = self.asked.get((name, button), "")
            await self._happen(name, IncomingEvent("", self._at[name], self.clock.now, text=button, question=question))

    async def share_card(self, name: str, whose: str) -> None:
        """Somebody shares a card on Telegram or Zalo: "their own number" or "somebody else's card"."""
        wire = self._wire(name)
        assert wire, "on a channel with cards"
        await self._receive(name, await wire.contact(name, whose == "their own number", self.clock.now))

    async def send_sticker(self, name: str) -> None:
        """Somebody sends a sticker on Telegram or Zalo."""
        wire = self._wire(name)
        assert wire, "on a channel with stickers"
        await self._receive(name, await wire.sticker(name, self.clock.now))

    async def send_media(self, name: str, what: str, caption: str) -> None:
        """Somebody sends a photo or a voice message, perhaps with words."""
        event = IncomingEvent("", self._at[name], self.clock.now, text=caption, media=MEDIA[what])
        await self._happen(name, event)

    async def be_at(self, name: str, latitude: str, longitude: str) -> None:
        """Somebody shares a place; in degrees."""
        point = (float(latitude), float(longitude))
        await self._happen(name, IncomingEvent("", self._at[name], self.clock.now, point=point))

    async def repeat(self, name: str) -> None:
        """The platform delivers the last message once more."""
        await self.desk.receive(self._last[name])

    async def move(self, name: str, channel: str) -> None:
        """From now on somebody writes on another channel."""
        wire = self._wires.get(channel)
        self._at[name] = wire.address(name) if wire else Address(channel, ALL[name])

    async def share_network(self, names: str) -> None:
        """From now on these people write from one network address."""
        self._sources |= dict.fromkeys(names.split(", "), "192.0.2.1")

    async def leave(self, name: str, how: str) -> None:
        """Somebody blocks us, or is there again."""
        if wire := self._wire(name):
            if told := await wire.presence(name, how != "left"):
                await self._notice(told)
        else:
            change = set.add if how == "left" else set.discard
            change(self._channel(self._at[name].channel).gone, self._at[name].id)

    async def take_over(self, name: str) -> None:
        """A human of the deployer's writes to somebody in the platform's own app."""
        await self._notice(await self._zalo.take_over(name, back=False))

    async def hand_back(self, name: str) -> None:
        """The same human leaves them to us."""
        await self._notice(await self._zalo.take_over(name, back=True))

    async def withdraw(self, name: str) -> None:
        """Somebody tells the platform that we must forget them."""
        await self._notice(await self._zalo.withdraw(name))

    async def follow(self, name: str) -> None:
        """Somebody follows our account and says nothing yet."""
        await self._notice(await self._zalo.presence(name, here=True))

    async def see(self, name: str, _channel: str) -> None:
        """Somebody looks at everything we sent them on Zalo, and the platform says so."""
        if seen := await self._zalo.see(name):
            await self._notice(seen)

    async def close_window(self, name: str) -> None:
        """Zalo lets nobody write to this person any more, and we do not know it yet."""
        self._zalo.close_window(name)

    async def set_quota(self, how: str) -> None:
        """The quota of our Zalo account is "gone", or "back"."""
        self._zalo.set_quota(how == "gone")

    async def bound(self, code: str, south: str, west: str, north: str, east: str) -> None:
        """The deployer imported boundaries; of this commune a rectangle, in degrees."""
        self._shapes[code] = box(float(west), float(south), float(east), float(north))
        pins.use(Boundaries(dict(self._shapes)))

    async def invite(self, name: str, code: str) -> None:
        """The deployer gives an officer a code to link an account."""
        expires = self.clock.now + timedelta(days=7)
        await self.desk.do(lambda work: work.staff.invite(code, {**OFFICERS, **LATER}[name], expires))

    async def join(self, name: str) -> None:
        """An agency that takes part only in some plays is there from now on, with one officer."""
        await self.desk.do(lambda work: join(work, name))

    async def remove(self, name: str) -> None:
        """The deployer takes an officer out of the directory."""
        await self.desk.do(lambda work: removed(work, OFFICERS[name]))

    async def change_places(self, before: str, after: str) -> None:
        """From today on communes of Quảng Ngãi have another name, or several are one; what points to them follows."""
        become(self.store, tuple(before.split(" and ")), after)

    async def set_mood(self, channel: str, mood: str) -> None:
        """A platform fails from now on, or works again."""
        failing = MOODS.get(mood, mood)
        if wire := self._wires.get(channel):
            wire.set_mood(failing)
        else:
            self._channel(channel).mood = failing

    async def look_at_channels(self, minutes: str) -> None:
        """The desk looks how its channels stand, every half minute for so long."""
        for _ in range(2 * int(minutes)):
            self.clock.forward(timedelta(seconds=30))
            await self.desk.look_at_channels()
        self._until = self.clock.now

    async def watch(self, minutes: str) -> None:
        """A watchman looks how the program is, every half minute for so long; no way leads outside."""
        around = Around(self._keyring.parent, self._keyring, str, lambda: tuple(self.desk.channels), dict)
        watchman = Watchman(self.desk, Measuring(around), (), self.clock)
        for _ in range(2 * int(minutes)):
            self.clock.forward(timedelta(seconds=30))
            await watchman.see()
            await self.desk.quiet()
        self._until = self.clock.now

    async def pass_time(self, count: str, unit: str) -> None:
        """Time passes; what falls due on the way happens at its moment."""
        self._until = self.clock.now + timedelta(**{f"{unit}s": int(count)})

    async def put_on_roster(self, name: str, days: str, begin: str, end: str, more: str) -> None:
        """The deployer adds a shift of an officer to the roster of their agency."""
        cells = {"officer": OFFICERS[name], "days": days, "begin": begin, "end": end}
        cells |= {"not on holidays": {"holidays": "no"}, "only on holidays": {"holidays": "only"}}.get(more, {})
        cells |= {"as deputy": {"rank": "deputy"}}.get(more, {})
        await self.desk.do(lambda work: add_shift(work, {**dict.fromkeys(SHIFT_COLUMNS, ""), **cells}))

    async def wait_for(self, day: str, hour: str) -> None:
        """Time passes until it is this hour of this day of the week; what falls due on the way happens."""
        moment = local(self.clock.now).replace(second=0, microsecond=0) + timedelta(minutes=1)
        while f"{moment:%A %H:%M}" != f"{day} {hour}":
            moment += timedelta(minutes=1)
        self._until = moment

    async def wait_until(self, written: str, hour: str) -> None:
        """Time passes until this hour of a day, written 01/06/2027; what falls due on the way happens."""
        day = date_in(written)
        assert day, "a day of the calendar"
        self._until = datetime.combine(day, time.fromisoformat(hour), VIETNAM)

    async def put_clock(self, count: str, unit: str, way: str) -> None:
        """The clock of the server is wrong, or put right: it jumps, and nothing happens in between."""
        span = timedelta(**{f"{unit}s": int(count)})
        self.clock.forward(span if way == "forward" else -span)
        self._until = self.clock.now

    async def close_offices(self, written: str) -> None:
        """The deployer says that a day, written 24/11/2026, is a day off."""
        day = date_in(written)
        assert day, "a day of the calendar"
        await self.desk.do(lambda work: correct_days(work, {day: True}))

    async def die(self) -> None:
        """The process ends without finishing anything, and another one starts on the same database."""
        await self._stop()
        self._start()

    def address_of(self, name: str) -> Address:
        """Where somebody writes at the moment."""
        return self._at[name]

    # behind the scenes

    def _start(self) -> None:
        house = House(
            public_url="https://langnghe.example",
            details_in_chat=self._opening.details_in_chat,
            own_channels=OWN_CHANNELS,
            templates=frozenset({"code"}),
            testers=frozenset({self._telegram.address("Lan"), self._zalo.address("Lan")}),
            campaigns=Rules(approval=self._opening.approval),
            translate=TRANSLATE,
        )
        surroundings = Surroundings(house, self.clock, self._chance, self._opening.live)
        self.store = Store.open(self._url, self._keyring, surroundings)
        with self.store.begin() as connection:
            duty_note.begin(self.store.work(connection))
            retention.begin_nights(self.store.work(connection))
            campaign_calendar.begin(self.store.work(connection))
            report_reminders.begin(self.store.work(connection))
        self.desk = Desk(self.store, REACTIONS)
        self._outside = [wire.channel(self.desk, self.clock) for wire in self._wires.values()]
        for outside in self._outside:
            self.desk.add(outside)
        for channel in self._channels:
            self.desk.add(channel)

    async def _stop(self) -> None:
        await self.desk.stop()
        for outside in self._outside:
            await outside.close()
        self.store.close()

    def _move_in(self, work: SqlWork) -> None:
        directory = live_directory() if self._opening.live else sample_directory()
        work.directories.replace(directory.agencies.values(), directory.officers.values())
        self._zalo.log_in(work)
        for officer in OFFICERS.values():
            person = work.people.at(Address(OFFICERS_AT, officer))
            work.staff.link(officer, person.id)

    async def _happen(self, name: str, event: IncomingEvent) -> None:
        wire = self._wire(name)
        await self._receive(name, await wire.read(name, event) if wire else event)

    def _wire(self, name: str) -> Wire | None:
        """The platform that somebody writes on; None on our own pages and on channels without a wire."""
        return self._wires.get(self._at[name].channel)

    async def _receive(self, name: str, event: IncomingEvent) -> None:
        self._events += 1
        self._last[name] = replace(event, id=f"play-{self._events}", source=self._sources.get(name, ""))
        await self.desk.receive(self._last[name])

    async def _notice(self, happening: Happening) -> None:
        self._events += 1
        await self.desk.notice(replace(happening, id=f"play-{self._events}"))

    def _ago(self, minutes: str) -> datetime:
        return self.clock.now - timedelta(minutes=int(minutes or 0))

    def _channel(self, name: str) -> FakeChannel:
        return next(channel for channel in self._channels if channel.name == name)

    def _heard(self) -> list[Said]:
        """What reached people since the last time."""
        heard = [Said(name_of(s.address), s.message, channel.name) for channel in self._channels for s in channel.sent]
        for channel in self._channels:
            channel.sent.clear()
        for name, wire in self._wires.items():
            heard += [replace(said, channel=name) for said in wire.heard()]
        for said in heard:
            self.asked |= {(said.name, button): said.message.question for button in said.message.buttons}
        return heard if self._opening.channels_shown else [replace(said, channel="") for said in heard]


def add_shift(work: SqlWork, cells: dict[str, str]) -> None:
    """One more shift for an agency, read as from a table."""
    agency = work.directory.officers[cells["officer"]].agency
    found = shifts_in([TableLine(1, {**cells, "agency": agency})], work.directory)
    held = (shift for shift in work.directory.roster.shifts if shift.agency == agency)
    put_rosters(work, {agency: (*held, *found.by_agency[agency])})
