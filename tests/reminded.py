"""Somebody who subscribed and got a copy of a campaign, for tests of what comes back."""

from datetime import timedelta

from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.events import Address, IncomingEvent, OutgoingMessage
from referral.campaigns import Subscription
from referral.campaigns.runs import Run
from tests.room import LAN, Room

NUMBER = "CD-7K3FQ"
TEXT = 'title = "Thử"\ntopic = "drowning"\nwhen = "1 June"\nvi = "Chào"\nen = "Hello"\n'


def subscribed(room: Room, address: Address = LAN) -> str:
    """Somebody who asked for reminders of everything; their id."""
    room.say("đăng ký 21340", address)
    room.say("tất cả", address)
    room.say("bỏ qua", address)
    return room.person(address)


def reminded(room: Room, address: Address = LAN) -> str:
    """The same, and a campaign has just reached them."""
    person_id = subscribed(room, address)
    room.do(lambda work: send_copy(work, address.channel))
    return person_id


def send_copy(work: SqlWork, channel: str) -> None:
    """One run reaches everybody on this channel."""
    begins, ends = work.now, work.now + timedelta(days=2)
    run = Run("run-1", NUMBER, "test", "2026-11-22", "", TEXT, "running", begins, ends)
    work.campaigns.add(run)
    page = work.copies.claim(run, parsed(run), channel, 10, (1, 3))
    work.copies.ended(run.id, page.id, [Outcome(one.person_id, "sent") for one in page.recipients])


def press(room: Room, words: str, address: Address = LAN) -> list[OutgoingMessage]:
    """They press a button of the campaign."""
    event = IncomingEvent("", address, room.clock.now, text=words, question=f"campaign:{NUMBER}")
    return room.hear(event)


def subscription(room: Room, address: Address = LAN) -> Subscription | None:
    """What is kept of their subscription."""
    person_id = room.person(address)
    return room.do(lambda work: work.subscriptions.of(person_id))


def is_subscribed(room: Room, address: Address = LAN) -> bool:
    """What is kept beside the person themselves."""
    return room.do(lambda work: work.people.at(address).subscribed)


def figures(room: Room) -> tuple[int, int]:
    """How many answered, and how many stopped, of those whom the campaign reached."""
    rows = room.do(lambda work: work.campaigns.figures("run-1"))
    return sum(row.answered for row in rows), sum(row.stopped for row in rows)
