"""Runs: a list, one with how far it is, and what may be done to it, each after a page that says what follows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from aiohttp import web

from bot.web.console.campaign_checks import mistakes_of
from bot.web.console.campaign_words import NO_RUN, STATE_WORDS, STEP_MEANS, STEP_WORDS, WHY
from bot.web.console.campaigns_progress import progress_of
from bot.web.console.campaigns_shared import WORDS, newest, number_in, run_seen, the_run, who
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, read_form
from bot.web.spoken import ONCE
from bot.web.words import N_
from handlers import campaign_runs
from handlers.campaign_approval import authors
from handlers.campaign_rights import may_run, permits
from handlers.campaign_words import Reader, compose
from handlers.work import Work
from referral.campaigns import LANGUAGES, BadCampaign
from referral.campaigns.parse import stored_campaign
from referral.campaigns.runs import OPEN, STEPS, BadStep, Run
from referral.permissions import CampaignAction
from referral.records import dataclass

Act = Callable[[Work, Run, str], Run]
ACTS: Mapping[CampaignAction, Act] = {
    "approve": campaign_runs.approve,
    "pause": campaign_runs.pause,
    "resume": campaign_runs.resume,
    "widen": campaign_runs.widen,
    "stop": campaign_runs.stop,
}
OFFERED: tuple[CampaignAction, ...] = ("approve", "resume", "pause", "widen", "correct", "stop")
SHOWN_RUNS = 50
STATE, WORDS_OF_RUN = N_("Trạng thái"), N_("Lời")
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What somebody does to a run: the step, the version they saw, their words where they correct it."""

    number: str
    step: CampaignAction
    version: str
    once: str
    texts: Mapping[str, str]


async def runs_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The newest runs."""
    context = await request.app[PARTS].look(lambda work: runs_of(work, seat))
    return await show(request, seat, "campaigns", "console/campaign_runs.html", {**WORDS, **context})


def runs_of(work: WebWork, seat: Seat) -> Mapping[str, object]:
    """What the list shows."""
    runs = newest(work, seat, SHOWN_RUNS)
    return {"runs": [(run, stored_campaign(run.campaign, run.text).title) for run in runs]}


async def run_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """One run: its words, how far it is, what can be done."""
    number = number_in(request)
    context = await request.app[PARTS].look(lambda work: run_of(work, seat, number))
    if context is None:
        raise BadInput(NO_RUN, 404)
    progress = await progress_of(request, seat, number)
    return await show(request, seat, "campaigns", "console/campaign_run.html", {**WORDS, **context, **progress})


def run_of(work: WebWork, seat: Seat, number: str) -> Mapping[str, object] | None:
    """What the page of a run shows; None if it is not there or not theirs."""
    run = run_seen(work, seat, number)
    if run is None:
        return None
    campaign = stored_campaign(run.campaign, run.text)
    readers = [Reader("webchat", language, run.area or run.spot) for language in LANGUAGES]
    day = date.fromisoformat(run.day)
    return {
        "run": run,
        "campaign": campaign,
        "day": day,
        "texts": [(reader.locale, compose(work, campaign, day, reader).text) for reader in readers],
        "by": who(work, run.created_by),
        "corrected_by": ", ".join(name for by in run.corrected_by.split() if (name := who(work, by))),
        "approved_by": who(work, run.approved_by),
        "own": run.state == "approval" and seat.actor in authors(work, run),
        "offered": offered(work, seat, run),
        "step_words": STEP_WORDS,
        "version": version(run),
    }


def offered(work: Work, seat: Seat, run: Run) -> Sequence[CampaignAction]:
    """What this seat may do to it as it stands."""
    if "direct_campaigns" not in seat.pages:
        return ()
    return [step for step in OFFERED if is_open(work, seat, run, step) and permits(work, run, step, seat.actor)]


def is_open(work: Work, seat: Seat, run: Run, step: CampaignAction) -> bool:
    """Whether its state, and for an approval its authors, leave room for this."""
    if step == "correct":
        return run.state in OPEN
    if step == "widen" and not run.area:
        return False
    return step in STEPS[run.state] and not (step == "approve" and seat.actor in authors(work, run))


def version(run: Run) -> str:
    """It changes with whatever somebody decides on."""
    return version_of(run.state, run.text, run.area, run.approved_by)


async def confirm_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """What would follow, for how many people and when; nothing is done yet."""
    return await confirm(request, seat, (number_in(request), step_in(request)))


async def confirm(
    request: web.Request, seat: Seat, of: tuple[str, CampaignAction], more: Mapping[str, object] = {}, status: int = 200
) -> web.StreamResponse:
    """The page that asks once more."""
    number, step = of
    context = await request.app[PARTS].look(lambda work: run_of(work, seat, number))
    if context is None:
        raise BadInput(NO_RUN, 404)
    whole = {**WORDS, **context, "step": step, "means": STEP_MEANS[step], "why": "", "sent": {}, **more}
    return await show(request, seat, "campaigns", "console/campaign_confirm.html", whole, status)


def step_in(request: web.Request) -> CampaignAction:
    """What the address asks for. Raises BadInput."""
    step = next((one for one in OFFERED if one == request.match_info["step"]), None)
    if step is None:
        raise BadInput(NO_RUN, 404)
    return step


async def act(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Do it; what changed meanwhile is shown instead."""
    fields = await read_form(request, seat)
    texts = {language: fields.get(language, "").replace("\r\n", "\n") for language in LANGUAGES}
    once = check(ONCE, fields.get("once"))
    pressed = Pressed(number_in(request), step_in(request), fields.get("version", ""), once, texts)
    done = await request.app[PARTS].ask(lambda work: acted(work, seat, pressed))
    if done == CHANGED:
        return await changed(request, seat, pressed, fields)
    if done is not None:
        return await confirm(request, seat, (pressed.number, pressed.step), {"why": done, "sent": texts}, 409)
    raise web.HTTPSeeOther(f"/o/campaigns/{pressed.number}")


def acted(work: WebWork, seat: Seat, pressed: Pressed) -> str | None:
    """Do it to the run, locked; else why not. The same press again changes nothing."""
    run = work.campaigns.by_number(pressed.number)
    if run is None or not may_run(seat.grant, run, "see"):
        return NO_RUN
    if work.seen(f"form:{pressed.once}"):
        return None
    if pressed.version != version(run):
        return CHANGED
    try:
        take(work, run, pressed, seat.actor)
    except BadCampaign as problem:
        return WHY[problem.why] if problem.why else mistakes_of(str(problem))[0].words
    except BadStep as problem:
        return WHY.get(problem.why, WHY[""])
    work.first_time(f"form:{pressed.once}")  # only what was done counts
    return None


def take(work: Work, run: Run, pressed: Pressed, by: str) -> None:
    """The step itself, by the function that the chat and the command line call."""
    if pressed.step == "correct":
        campaign_runs.correct(work, run, campaign_runs.reworded(run, pressed.texts), by)
    else:
        ACTS[pressed.step](work, run, by)


async def changed(request: web.Request, seat: Seat, pressed: Pressed, fields: Mapping[str, str]) -> web.StreamResponse:
    """Somebody did something to the run meanwhile: both are shown."""
    run = the_run(await request.app[PARTS].look(lambda work: run_seen(work, seat, pressed.number)))
    say = partial(sentence, request)
    state = fields.get("state", "")
    kept = {say(STATE): say(STATE_WORDS[run.state])}
    sent = {say(STATE): say(STATE_WORDS.get(state, ""))}
    if pressed.step == "correct":
        campaign = stored_campaign(run.campaign, run.text)
        kept |= {f"{say(WORDS_OF_RUN)} ({language})": campaign.texts[language] for language in LANGUAGES}
        sent |= {f"{say(WORDS_OF_RUN)} ({language})": pressed.texts[language] for language in LANGUAGES}
    return await both(request, seat, "campaigns", kept, sent, f"/o/campaigns/{pressed.number}")


ROUTES: Sequence[Route] = (
    web.get("/o/campaign-runs", for_staff(runs_page, "campaigns")),
    web.get("/o/campaigns/{number:CD-[0-9A-Z]+}", for_staff(run_page, "campaigns")),
    web.get("/o/campaigns/{number:CD-[0-9A-Z]+}/{step:[a-z]+}", for_staff(confirm_page, "direct_campaigns")),
    web.post("/o/campaigns/{number:CD-[0-9A-Z]+}/{step:[a-z]+}", for_staff(act, "direct_campaigns")),
)
