"""What a campaign says to one kind of reader, exactly as it is sent: one message that fits the channel."""

import unicodedata
from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from flows.fitting import CHANNELS, SMALLEST, Limits, numbered, too_many
from flows.library import flows
from flows.model import Say
from handlers.events import Notice, OutgoingMessage
from handlers.scene import words
from handlers.work import Work
from referral.campaigns import LANGUAGES, Campaign, Year
from referral.campaigns.placeholders import IN_BRACES, used
from referral.campaigns.years import slogan, the_year, theme, years
from referral.jurisdiction.units import Units, units
from referral.jurisdiction.words import spoken, spoken_province
from referral.ledger_terms import TERMS
from referral.records import dataclass

PLACES = frozenset({"commune", "province"})  # placeholders that differ from one reader to the next


@dataclass(frozen=True, slots=True)
class Reader:
    """All that the words depend on."""

    channel: str
    locale: str = "vi"
    commune: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """On this channel the text of this language is too long by so many characters, in the places of longest names."""

    channel: str
    locale: str
    over_by: int


def compose(work: Work, campaign: Campaign, day: date, reader: Reader) -> OutgoingMessage:
    """The message without its key and person. The same function makes the preview."""
    limits = limits_of(work, reader.channel)
    offered = buttons(work, campaign, reader.locale)
    picture = campaign.picture if limits.caption else ""
    typed = too_many(Say("", offered), limits) or (bool(picture) and not limits.captions_buttons)
    lines = [*opening(work, reader.locale), said(work, campaign, day, reader)]
    lines += [campaign.link] if campaign.link else []
    lines += [words(work, reader.locale, "campaign_type", words=offered[0])] if typed and offered[1:] else []
    text = "\n".join([*lines, footer(work, campaign, reader.locale)])
    notice = Notice("campaign", blanks(work, campaign, day))
    return OutgoingMessage(
        "", "", unicodedata.normalize("NFC", text), () if typed else offered, "bulk", picture=picture, notice=notice
    )


def limits_of(work: Work, channel: str) -> Limits:
    """What one message may hold there, by what this deployer has: no picture that nothing could fetch."""
    limits = CHANNELS.get(channel, SMALLEST)
    if limits.fetches and not work.house.public_url.startswith("https:"):
        limits = replace(limits, caption=0)
    return replace(limits, buttons=0) if channel in work.house.without_buttons else limits


def opening(work: Work, locale: str) -> Sequence[str]:
    """First of all that this is a rehearsal, if it is one."""
    return () if work.directory.live else (words(work, locale, "trial"),)


def said(work: Work, campaign: Campaign, day: date, reader: Reader) -> str:
    """The campaign's own words in the reader's language, each placeholder filled."""
    text = campaign.texts.get(reader.locale) or campaign.texts["vi"]
    known = of_the_day(work, campaign, day, reader.locale)
    return put_in(text, {**known, **of_the_place(work, reader)}).strip()


def frozen(work: Work, campaign: Campaign, day: date) -> Campaign:
    """With the words of its day and year in it: what is approved is what is sent. Only places are left open."""
    texts = {locale: put_in(text, of_the_day(work, campaign, day, locale)) for locale, text in campaign.texts.items()}
    return replace(campaign, texts=texts)


def put_in(text: str, known: Mapping[str, str]) -> str:
    """The text with these placeholders filled."""
    return IN_BRACES.sub(lambda found: known.get(found[1], found[0]), text)


def of_the_place(work: Work, reader: Reader) -> Mapping[str, str]:
    """What stands for the placeholders that differ from one reader to the next."""
    here = words(work, reader.locale, "campaign_your_area")
    return {"commune": spoken(reader.commune) or here, "province": spoken_province(province_of(reader)) or here}


def of_the_day(work: Work, campaign: Campaign, day: date, locale: str) -> Mapping[str, str]:
    """What stands for the placeholders that are the same for all."""
    year = year_for(work, day)
    return {
        "theme": theme(year, locale),
        "slogan": slogan(campaign, year, day, locale),
        "year": str(day.year),
        "day": f"{day.day} {month_name[day.month]}" if locale == "en" else f"{day.day}/{day.month}",
    }


def year_for(work: Work, day: date) -> Year:
    """The words of the year, as they were edited."""
    return the_year(years(work.campaigns.years()), day.year)


def province_of(reader: Reader) -> str:
    """The reader's province, if only by their commune."""
    known = units().current.get(reader.commune)
    return known.province if known else reader.province


def buttons(work: Work, campaign: Campaign, locale: str) -> tuple[str, ...]:
    """The conversation that it offers, by its title, and always the way out."""
    flow = flows().get(campaign.flow)
    title = (work.house.translate(locale, flow.title),) if flow else ()
    return (*title, words(work, locale, "button_stop_reminders"))


def footer(work: Work, campaign: Campaign, locale: str) -> str:
    """Who speaks, and how to stop it."""
    return words(work, locale, "campaign_footer", sender=sender_of(work, campaign))


def sender_of(work: Work, campaign: Campaign) -> str:
    """Who speaks: the campaign's own sender, or the deployer's."""
    return campaign.sender or work.house.campaigns.sender


def blanks(work: Work, campaign: Campaign, day: date) -> tuple[tuple[str, str], ...]:
    """What a template may say of it: only what a lock screen may show."""
    named = {"title": campaign.title, "sender": sender_of(work, campaign), "day": f"{day:%d/%m/%Y}"}
    return tuple(named.items())


def depends_on_place(campaign: Campaign) -> bool:
    """Whether readers of different communes get different words."""
    return any(used(text) & PLACES for text in campaign.texts.values())


def connected(work: Work) -> tuple[str, ...]:
    """The channels on which this house sends words of its own."""
    house = work.house
    ours = [name for name in CHANNELS if name in house.own_channels]
    there = [name for name in CHANNELS if house.outside is None or name in house.outside]
    return tuple(name for name in dict.fromkeys([*ours, *there]) if name not in TERMS or "say" in TERMS[name].takes)


def misfits(work: Work, campaign: Campaign, day: date) -> Sequence[Misfit]:
    """Where it would be more than one message, or too long for what stands under a picture."""
    kinds = ((channel, locale) for channel in connected(work) for locale in LANGUAGES)
    found = (Misfit(*kind, longest_over(work, campaign, day, kind)) for kind in kinds)
    return tuple(one for one in found if one.over_by > 0)


def longest_over(work: Work, campaign: Campaign, day: date, kind: tuple[str, str]) -> int:
    """By how much it is too long where it is longest; 0 or less: it fits."""
    places = longest(units()) if depends_on_place(campaign) else ("",)
    messages = (compose(work, campaign, day, Reader(*kind, place)) for place in places)
    return max(most_long(message, kind[0]) - most(message, kind[0]) for message in messages)


def most_long(message: OutgoingMessage, channel: str) -> int:
    """How long it is at the longest: with its buttons as lines, where a platform may not take buttons."""
    refusable = CHANNELS.get(channel, SMALLEST).may_refuse_buttons and message.buttons
    return length(numbered(message.text, message.buttons) if refusable else message.text)


def most(message: OutgoingMessage, channel: str) -> int:
    """How long one message may be there, with its picture or without."""
    limits = CHANNELS.get(channel, SMALLEST)
    return min(limits.text, limits.caption) if message.picture else limits.text


def length(text: str) -> int:
    """How long a text is as the strictest platform counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=1)
def longest(known: Units) -> Sequence[str]:
    """The communes at which a text may be longest: no other one has a longer name and a longer province as well."""
    found: list[str] = []
    reached = -1
    for code in sorted(known.current, key=names_of, reverse=True):
        if names_of(code)[1] > reached:
            found.append(code)
            reached = names_of(code)[1]
    return found


def names_of(commune: str) -> tuple[int, int]:
    """How long its name is, and its province's."""
    return length(spoken(commune)), length(spoken_province(units().current[commune].province))
