"""A messenger that is ill: kept, told to the desks by other ways, shown on the officers' page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flows.words import sections
from handlers.commanding import CHANNEL as COMMAND
from handlers.events import Act, Notice, OutgoingMessage
from handlers.scene import when, words
from handlers.speaking import role_of
from handlers.work import Work
from referral.agencies import DESKS, Agency, Officer
from referral.channel_health import Seen, Standing, after_telling, is_bad, is_watched, news, observed

PHRASES = {COMMAND: "channel_ill_command"}  # nobody writes to it, and it reaches nobody but the desk
PHONE = "zns"  # template messages to a phone number cost money: only for who has no other way
A_MINUTE = timedelta(minutes=1)


def look(work: Work, seen: Sequence[Seen]) -> Sequence[Standing]:
    """Keep what a process sees of its channels, and tell the desks what is news; how all of them stand now.

    However many processes look, each piece of news is told once: the row of a channel is locked while it is judged.
    """
    for one in sorted(seen, key=lambda one: one.channel):  # one order of locks in all processes
        work.channels.save(observed(work.channels.of(one.channel), one, work.now))
    standings = work.channels.all()
    for standing in standings:
        tell_news(work, standing, all_ill(work, standings))
    return standings


def tell_news(work: Work, standing: Standing, alone: bool) -> None:
    """Tell the desks if this is news; `alone`: no messenger outside our house is left."""
    told = news(standing, work.now)
    if told == "ill" and is_bad(standing, work.now):
        tell_desks(work, standing.channel, ill_message(work, standing, alone))
    elif told == "well":
        tell_desks(work, standing.channel, well_message(work, standing))
    else:
        return
    work.channels.save(after_telling(standing, told, work.now))


def all_ill(work: Work, standings: Sequence[Standing]) -> bool:
    """Whether every messenger outside our house is ill that is looked at at all."""
    outside = [one for one in standings if one.channel != COMMAND and is_watched(one, work.now)]
    return bool(outside) and all(one.ill for one in outside)


def ill_message(work: Work, standing: Standing, alone: bool) -> OutgoingMessage:
    """What a desk must know of an illness: since when, what follows, what to do. Never content."""
    text = words(work, "vi", PHRASES.get(standing.channel, "channel_ill"), **blanks(work, standing))
    lines = [text, words(work, "vi", "channel_all_ill")] if alone else [text]
    days = (work.now - standing.since).days
    key = f"channel_ill:{standing.channel}:{standing.since}:{standing.state}:{days}"
    return OutgoingMessage(key, "", "\n".join(lines), lane="urgent", guarded=True, notice=notice(work), siren=alone)


def well_message(work: Work, standing: Standing) -> OutgoingMessage:
    """That it works again, and how long it did not."""
    ill_since = standing.told.since if standing.told else standing.since
    lasted = standing.since - ill_since
    text = words(
        work, "vi", "channel_well",
        channel=name_of(work, standing.channel), time=when(work, standing.since), lasted=length(work, lasted),
    )  # fmt: skip
    key = f"channel_well:{standing.channel}:{standing.since}"
    return OutgoingMessage(key, "", text, lane="urgent", guarded=True, notice=notice(work))


def blanks(work: Work, standing: Standing, locale: str = "vi") -> dict[str, str]:
    """What a sentence about an illness may say."""
    return {
        "channel": name_of(work, standing.channel, locale),
        "since": when(work, standing.since),
        "what": work.house.translate(locale, sections()["channel_states"][standing.state]),
        "advice": work.house.translate(locale, sections()["channel_advice"][standing.state]),
    }


def name_of(work: Work, channel: str, locale: str = "vi") -> str:
    """A channel as officers call it."""
    return work.house.translate(locale, sections()["channel_names"].get(channel, channel))


def length(work: Work, lasted: timedelta) -> str:
    """How long something lasted: 2 giờ 5 phút."""
    units = sections()["units"]
    hours, minutes = divmod(max(lasted // A_MINUTE, 1), 60)
    named = ((hours, "hour"), (minutes, "minute"))
    return " ".join(f"{count} {work.house.translate('vi', units[unit])}" for count, unit in named if count)


def tell_desks(work: Work, failing: str, message: OutgoingMessage) -> int:
    """Tell the desks by every way of theirs that works; by the failing channel only where there is no such way.

    How many messages that is.
    """
    count = 0
    bad = work.channels.bad() | {failing, PHONE}
    for officer in watchers(work):
        channels = work.channels.used_by(officer.ways)
        for way in [way for way in officer.ways if channels.get(way) not in bad] or officer.ways:
            act: Act = "notice" if channels.get(way) == PHONE else "say"
            work.send(replace(message, key=f"{message.key}:{officer.id}:{way}", person_id=way, act=act))
            count += 1
    return count


def notice(work: Work) -> Notice:
    """What a template may say of it, where the platform takes nothing else: that there is something on our page."""
    return Notice("officer", (("number", ""), ("link", f"{work.house.public_url}/o")))


def watchers(work: Work) -> list[Officer]:
    """Who must know: at each desk whoever is on duty, else everybody there."""
    desks = (agency for agency in work.directory.agencies.values() if agency.role in DESKS)
    return [officer for desk in desks for officer in at_desk(work, desk)]


def at_desk(work: Work, desk: Agency) -> Sequence[Officer]:
    """The officers of a desk on duty in reach, else all of them."""
    staff = work.directory.officers_of(desk.id)
    return [officer for officer in staff if officer.on_duty and officer.ways] or staff


def banner(work: Work, officer_id: str, locale: str) -> Sequence[str]:
    """What an officer's page says of channels that are ill: all of them at a desk, elsewhere only the officer's own."""
    ill = [one for one in work.channels.all() if is_bad(one, work.now)]
    if ill and role_of(work, officer_id) in DESKS:
        return [words(work, locale, "channel_line", **blanks(work, one, locale)) for one in ill]
    officer = work.directory.officers.get(officer_id)
    own = frozenset(work.channels.used_by(officer.ways).values()) if ill and officer else frozenset()
    names = [name_of(work, one.channel, locale) for one in ill if one.channel in own]
    return [words(work, locale, "channel_line_own", channel=name) for name in names]
