"""What the lines of a play do to campaigns: turn one on, start it, stop it, say it anew, subscribe somebody."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers import campaign_calendar, campaign_runs
from handlers.events import Address
from referral.campaigns import Subscription
from referral.campaigns.runs import BadStep, Run
from referral.jurisdiction.units import units
from tests.stage import Stage

DEPLOYER = "deployer"
HOME = "21340"  # Xã Sơn Tây, where everybody in a play lives

STEPS: Mapping[str, Callable[[SqlWork, Run, str], object]] = {
    "paused": campaign_runs.pause,
    "resumed": campaign_runs.resume,
    "stopped": campaign_runs.stop,
    "widened": campaign_runs.widen,
}


async def turn(stage: Stage, name: str, way: str) -> None:
    """The deployer turns a campaign on or off."""
    turned = campaign_calendar.turn_on if way == "on" else campaign_calendar.turn_off
    await stage.desk.do(lambda work: turned(work, name, DEPLOYER))


async def start(stage: Stage, name: str, pilot: str) -> None:
    """The deployer starts a campaign by hand, perhaps in one commune only."""
    await stage.desk.do(lambda work: campaign_runs.start(work, name, DEPLOYER, pilot))


async def start_refused(stage: Stage, name: str, why: str) -> None:
    """The deployer would start a campaign now, and reads why not."""
    with pytest.raises(BadStep, match=why):
        await start(stage, name, "")


async def take_step(stage: Stage, name: str, taken: str) -> None:
    """The deployer does this to the newest run of a campaign."""
    await stage.desk.do(lambda work: STEPS[taken](work, newest_run(work, name), DEPLOYER))


async def say_anew(stage: Stage, name: str, text: str) -> None:
    """The deployer corrects the Vietnamese text of a run that is under way."""

    def correct(work: SqlWork) -> None:
        run = newest_run(work, name)
        texts = {**parsed(run).texts, "vi": text}
        campaign_runs.correct(work, run, campaign_runs.reworded(run, texts), DEPLOYER)

    await stage.desk.do(correct)


async def subscribe(stage: Stage, name: str, commune: str) -> None:
    """Somebody has subscribed on the channel where they are; without a word of ours."""
    address = stage.address_of(name)
    await stage.desk.do(lambda work: subscribed(work, address, commune or HOME))


def subscribed(work: SqlWork, address: Address, commune: str) -> None:
    """The row of a subscriber, and that the person is one."""
    person = work.people.at(address)
    province = units().current[commune].province
    kept = Subscription(person.id, address.channel, work.now, commune=commune, province=province)
    work.subscriptions.save(kept)
    work.people.save(replace(person, subscribed=True))


def newest_run(work: SqlWork, name: str) -> Run:
    """The newest run of this campaign, locked."""
    newest = work.campaigns.runs(campaign=name, most=1)
    run = work.campaigns.run(newest[0].id) if newest else None
    assert run, "a campaign that was started"
    return run
