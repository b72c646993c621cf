"""Zalo in a play: what people do becomes the platform's signed pushes, what we say goes over the real wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import SecretStr

from bot.channels.zalo_oa.channel import ZaloOA
from bot.channels.zalo_oa.oauth import Granted
from bot.channels.zalo_oa.setting_up import parts_of
from bot.channels.zalo_oa.signature import HEADER, Keys
from bot.channels.zalo_oa.webhook import Around, Webhook
from bot.desk import Desk
from bot.settings import Settings
from bot.store.work import SqlWork
from handlers.events import Address, Happening, IncomingEvent, Media, OutgoingMessage
from tests.cast import ALL
from tests.fakes import PHOTO, FakeClock
from tests.script import Said
from tests.zalo_fake import FakeZalo, Json, Person, Sent
from tests.zalo_fake.faults import Fault
from tests.zalo_fake.twists import Bent

FAILING: Mapping[str, Fault] = {
    "down": Fault("refuse", status=502),
    "throttled": Fault("refuse", -32),
    "refusing": Fault("refuse", -201),
    "window": Fault("refuse", -230),
    "quota": Fault("refuse", -211),
}
ALWAYS = 10**6
LONG_AGO = timedelta(days=8)
SPOKEN = ("oa.query.show", "oa.query.hide")
ANSWER = "Cô là người trực đây."
LOST = "a lost photo"


@dataclass(slots=True)
class Heard:
    """A desk that only keeps what the webhook brings it."""

    events: list[IncomingEvent] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)

    async def receive(self, event: IncomingEvent) -> None:
        self.events.append(event)

    async def notice(self, happening: Happening) -> None:
        self.happened.append(happening)


class ZaloStage:
    """The fake platform of one play; it outlives the deaths of the program."""

    def __init__(self, clock: FakeClock) -> None:
        self.fake = FakeZalo()
        self.fake.hours.clock = clock
        self.fake.platform.templates = {"101": {}}  # of the kind "alert"
        self._people = {name: self.fake.person(name) for name in ALL}
        self._names = {person.id: name for name, person in self._people.items()}
        self._shown = 0

    def channel(self, desk: Desk, clock: FakeClock) -> ZaloOA:
        """The real channel, in the time of the play."""
        self._parts = parts_of(self._settings(), desk)
        return ZaloOA(self._parts)

    def log_in(self, work: SqlWork) -> None:
        """Keep the account's first tokens, as `langnghe zalo login` does."""
        for oa_id in self.fake.oas:
            pair = self.fake.tokens[oa_id]
            work.tokens.put(f"zalo_oa:{oa_id}", Granted(pair.access, pair.refresh).pair(work.now))

    async def quiet(self) -> None:
        """Until what the channel keeps beside its sending is kept."""
        await self._parts.noting.finish()

    def address(self, name: str) -> Address:
        """Where somebody is there."""
        person = self._people[name]
        return Address("zalo_oa", f"{person.user.oa_id}:{person.id}")

    async def read(self, name: str, event: IncomingEvent) -> IncomingEvent:
        """The same event, gone through a signed push of the platform and our reading of it."""
        at = event.at or self.fake.hours.now()
        pushed = self._said(self._people[name], event) | {"timestamp": str(int(at.timestamp() * 1000))}
        return await self._event(pushed)

    async def press(self, name: str, button: str, at: datetime) -> IncomingEvent:
        """A press on the newest message that had the button; where there is none, its words are typed."""
        person = self._people[name]
        found = [sent for sent in person.messages() if button in sent.buttons]
        key = next((key for sent in found[-1:] for key in sent.raw_buttons if key["title"] == button), None)
        if key is None or key["type"] not in SPOKEN:
            return await self.read(name, IncomingEvent("", self.address(name), at, button))
        return await self._event(person.press(found[-1], button))

    async def contact(self, name: str, own: bool, _at: datetime) -> IncomingEvent:
        """Somebody leaves their own number in the form, or sends another person's card."""
        person = self._people[name]
        return await self._event(person.submit(phone="84912345678") if own else person.card("84912345678"))

    async def sticker(self, name: str, _at: datetime) -> IncomingEvent:
        """Somebody sends a sticker."""
        return await self._event(self._people[name].sticker())

    async def presence(self, name: str, here: bool) -> Happening:
        """Somebody leaves the account, or follows it."""
        person = self._people[name]
        return await self._happening(person.follow() if here else person.unfollow())

    async def take_over(self, name: str, back: bool) -> Happening:
        """A human of the account writes to somebody, or hands them back."""
        admin, person = self.fake.admin(), self._people[name]
        found = await self._happening(admin.hand_back(person) if back else admin.say(person, ANSWER))
        self._shown = len(self.fake.accounts.sent)  # what the human says is not ours
        return found

    async def withdraw(self, name: str) -> Happening:
        """Somebody asks the platform to have their data removed."""
        return await self._happening(self._people[name].withdraw())

    async def see(self, name: str) -> Happening | None:
        """Somebody looks at all that came; None if nothing did."""
        seen = self._people[name].sees()
        return await self._happening(seen) if seen else None

    def close_window(self, name: str) -> None:
        """For the platform somebody has not written for eight days; we do not know it."""
        self._people[name].user.last -= int(LONG_AGO.total_seconds() * 1000)

    def set_quota(self, gone: bool) -> None:
        """Nothing more may be sent from this account, free or paid; or all may."""
        quotas, totals = self.fake.quotas(), self.fake.accounts.totals
        quotas.free, quotas.sub_quota = (0, 0) if gone else (totals.free, totals.sub_quota)
        for person in self._people.values():
            person.user.free_left = quotas.free

    def set_mood(self, mood: str) -> None:
        """The platform fails from now on, or works again."""
        self.fake.heal()
        if mood:
            self.fake.faults.waiting.append(replace(FAILING[mood], times=ALWAYS, method="/oa/"))

    def heard(self) -> list[Said]:
        """What reached people since the last time."""
        fresh, self._shown = self.fake.accounts.sent[self._shown :], len(self.fake.accounts.sent)
        return [Said(self._names[sent.user_id], shown(sent)) for sent in fresh if sent.way != "human"]

    def _settings(self) -> Settings:
        fake = self.fake
        return Settings(
            zalo_app_id=fake.app_id,
            zalo_app_secret=SecretStr(fake.app_secret),
            zalo_api=fake.api,
            zalo_business_api=fake.api,
            zalo_oauth=fake.api,
            zalo_media_hosts=fake.api.removeprefix("http://"),
            zalo_templates="alert=101",
        )

    def _said(self, person: Person, event: IncomingEvent) -> Json:
        """What the platform makes of it."""
        if event.point:
            return person.location(*event.point)
        if event.media:
            return self._sent(person, event.media, event.text)
        return person.say(event.text)

    def _sent(self, person: Person, media: Media, text: str) -> Json:
        """A file as the platform keeps it; a lost one is kept by nobody."""
        data = media.data or PHOTO
        pushed = person.photo(data, text) if media.kind == "photo" else person.voice(data)
        if media.ref == LOST:
            self.fake.accounts.files.clear()
        return pushed

    async def _event(self, pushed: Json) -> IncomingEvent:
        (found,) = (await self._take(pushed)).events
        return found

    async def _happening(self, pushed: Json) -> Happening:
        (found,) = (await self._take(pushed)).happened
        return found

    async def _take(self, pushed: Json) -> Heard:
        """What our webhook makes of a push."""
        body = json.dumps(pushed, ensure_ascii=False).encode()
        heard = Heard()
        hook = Webhook(heard, Keys(self.fake.app_id, self.fake.oa_secret), around=self._around())
        await hook.take(body, {HEADER: self.fake.webhook.signed(body, Bent(pushed))})
        return heard

    def _around(self) -> Around:
        return Around(clock=self.fake.hours.now, oas=lambda: self.fake.oas)


def shown(sent: Sent) -> OutgoingMessage:
    """What a person sees of a message."""
    if sent.template_id:
        filled = ", ".join(f"{name}: {value}" for name, value in sent.template_data.items())
        return OutgoingMessage("", "", filled, act="notice")
    return OutgoingMessage("", "", sent.text, tuple(sent.buttons), attachment_id=sent.image)
