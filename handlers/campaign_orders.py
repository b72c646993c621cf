"""What an officer of a desk says to a campaign's run: approve, show, pause, resume, stop."""

from collections.abc import Callable, Mapping
from datetime import date

from flows.model import Session
from flows.words import sections
from handlers import campaign_runs
from handlers.access import officer_of
from handlers.campaign_approval import about_article, few
from handlers.campaign_rights import may
from handlers.campaign_words import Reader, compose
from handlers.scene import Scene
from handlers.work import Work
from referral.campaigns.parse import stored_campaign
from referral.campaigns.runs import BadStep, Run, State
from referral.permissions import CampaignAction

NOT_FOUND = "not_found"  # not there and not permitted look the same
OFFERED: Mapping[State, tuple[tuple[CampaignAction, str], ...]] = {  # what may follow when one was shown
    "approval": (("approve", "button_approve_run"), ("stop", "button_stop_run")),
    "running": (("pause", "button_pause_run"), ("stop", "button_stop_run")),
    "paused": (("resume", "button_resume_run"), ("stop", "button_stop_run")),
}


def approve_run(scene: Scene) -> Session:
    """A second person has read it and lets it go."""
    return taken(scene, "approve", campaign_runs.approve)


def pause_run(scene: Scene) -> Session:
    """Nothing more of it for now."""
    return taken(scene, "pause", campaign_runs.pause)


def resume_run(scene: Scene) -> Session:
    """It goes on."""
    return taken(scene, "resume", campaign_runs.resume)


def stop_run(scene: Scene) -> Session:
    """Nothing more of it, for good."""
    return taken(scene, "stop", campaign_runs.stop)


def taken(scene: Scene, action: CampaignAction, do: Callable[[Work, Run, str], Run]) -> Session:
    """The officer does this to the run they named, or reads why not."""
    run = named(scene, action)
    if run is None:
        return scene.with_facts(result=NOT_FOUND)
    facts = {"state": sections()["run_states"][run.state], "n": few(scene.work, run.planned)}
    try:
        do(scene.work, run, scene.person.officer_id)
    except BadStep as refused:
        return scene.with_facts(result=refused.why, **facts)
    return scene.with_facts(result="done", **facts)


def named(scene: Scene, action: CampaignAction) -> Run | None:
    """The run an officer named, if they may do this with it."""
    run = scene.work.campaigns.by_number(scene.session.answers.get("run", ""))
    officer = officer_of(scene.work, scene.person)
    return run if run and officer and may(scene.work, officer, run, action) else None


def show_run(scene: Scene) -> Session:
    """How it stands and its very words; of a few recipients no number, nor who they are."""
    run = named(scene, "see")
    if run is None:
        return scene.with_facts(result=NOT_FOUND)
    return scene.with_facts(result="done", run_lines=shown(scene, run), run_orders=orders(scene, run))


def shown(scene: Scene, run: Run) -> str:
    """A run as its officers read it."""
    work, day = scene.work, date.fromisoformat(run.day)
    campaign = stored_campaign(run.campaign, run.text)
    reader = Reader(scene.person.address.channel, commune=run.area or run.spot)
    blanks = {"number": run.number, "title": campaign.title, "state": sections()["run_states"][run.state]}
    blanks |= {"n": few(work, run.planned), "claimed": few(work, run.claimed)}
    text = compose(work, campaign, day, reader).text + about_article(work, run)
    return scene.say("run_shown", **blanks, day=f"{day:%d/%m/%Y}", text=text)


def orders(scene: Scene, run: Run) -> str:
    """What this officer may say next, as lines of buttons."""
    officer = officer_of(scene.work, scene.person)
    offered = OFFERED.get(run.state, ())
    keys = [key for action, key in offered if officer and may(scene.work, officer, run, action)]
    return "\n".join(scene.say(key, number=run.number) for key in keys)
