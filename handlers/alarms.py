"""Alarms: kept where all processes see them, so that one of them tells; the desks hear of those they can act on."""

from collections.abc import Sequence

from flows.words import sections
from handlers.channel_health import name_of, notice, tell_desks
from handlers.events import OutgoingMessage
from handlers.scene import when, words
from handlers.speaking import role_of
from handlers.work import Work
from referral.agencies import DESKS
from referral.alarm_table import ALARMS, standing
from referral.alarms import Raised, Telling, Trouble, Vitals, after_telling, claimed, observed, telling, troubles_in

OF_CHANNELS = frozenset({"channel_ill", "webhook_silent"})  # told by handlers.channel_health


def look(work: Work, vitals: Vitals, outside: bool) -> Sequence[Telling]:
    """Keep what one process measured; what it must now tell by ways outside the messengers, for `told` afterwards.

    Told to the desks is what they can act on, in this transaction. `outside` False: there are no such ways.
    """
    known = {one.trouble: one for one in work.alarms.locked()}
    here = standing(vitals) if vitals.measured else standing(vitals) | troubles_in(known.values())
    news = [found for trouble in sorted(known.keys() | here) if (found := judge(work, known, trouble, here))]
    for one in news:
        work.alarms.save(claimed(one.raised, work.now))
        if ALARMS[one.raised.trouble.name].for_desks:
            tell(work, one)
    if not outside:
        told(work, news)
    return news if outside else ()


def judge(work: Work, known: dict[Trouble, Raised], trouble: Trouble, here: frozenset[Trouble]) -> Telling | None:
    """Keep how one alarm stands now, and what must be told of it."""
    if trouble.name not in ALARMS:  # an older version of this program kept it
        work.alarms.drop(trouble)
        return None
    before = known.get(trouble)
    after = observed(before, trouble, trouble in here, ALARMS[trouble.name].pace, work.now)
    if after is None:
        work.alarms.drop(trouble)
        return None
    if after != before:
        work.alarms.save(after)
    return telling(after, work.now)


def told(work: Work, tellings: Sequence[Telling]) -> None:
    """These were told: the next time is far, and what was told to be over is gone."""
    known = {one.trouble: one for one in work.alarms.locked()}
    for one in tellings:
        trouble = one.raised.trouble
        if trouble not in known:
            continue
        after = after_telling(known[trouble], one, ALARMS[trouble.name].pace.again, work.now)
        work.alarms.save(after) if after else work.alarms.drop(trouble)


def tell(work: Work, one: Telling) -> None:
    """To the desks, by every way but the channel that fails; it rings, for somebody must phone."""
    raised = one.raised
    key = f"alarm:{raised.trouble.name}:{raised.trouble.subject}:{raised.since}:{raised.times}:{one.news}"
    over = one.news == "over"
    message = OutgoingMessage(
        key, "", text_of(work, raised), lane="urgent", guarded=True, notice=notice(work), siren=not over
    )
    tell_desks(work, raised.trouble.subject, message)


def rehearse(work: Work) -> int:
    """Tell the desks a trial alarm, calmly; how many messages that is."""
    text = words(work, "vi", "alarm_trial")
    message = OutgoingMessage(f"alarm:trial:{work.chance.id()}", "", text, guarded=True, notice=notice(work))
    return tell_desks(work, "", message)


def text_of(work: Work, raised: Raised, locale: str = "vi") -> str:
    """What officers read of it."""
    title = title_of(work, raised.trouble, locale)
    since = when(work, raised.since)
    if raised.over_at:
        return words(work, locale, "alarm_over", title=title, since=since, time=when(work, raised.over_at))
    advice = work.house.translate(locale, sections()["alarm_advice"][raised.trouble.name])
    return words(work, locale, "alarm_raised", title=title, since=since, advice=advice)


def title_of(work: Work, trouble: Trouble, locale: str = "vi") -> str:
    """What is wrong, as officers call it."""
    title = work.house.translate(locale, sections()["alarm_titles"][trouble.name])
    agency = work.directory.agencies.get(trouble.subject)
    return title.format(subject=agency.name if agency else name_of(work, trouble.subject, locale))


def lines(work: Work, officer_id: str, locale: str) -> Sequence[str]:
    """What the page of a desk's officer says of alarms that were told; channels have lines of their own."""
    if role_of(work, officer_id) not in DESKS:
        return ()
    told = [one for one in work.alarms.all() if one.times and not one.over_at and one.trouble.name not in OF_CHANNELS]
    return [
        words(work, locale, "alarm_line", title=title_of(work, one.trouble, locale), since=when(work, one.since))
        for one in told
    ]


def stand(work: Work) -> frozenset[Trouble]:
    """The alarms that stand."""
    return troubles_in(work.alarms.all())
