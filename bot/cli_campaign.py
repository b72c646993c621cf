"""`langnghe campaign …`: the calendar, what a campaign says and whom it reaches; on and off, try and start."""

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from bot import cli_campaign_files, cli_campaign_runs
from bot.campaign_lines import Calendar, calendar_table, panel, reach_table, wordless
from bot.cli_campaign_days import BadDay, FarFromItsDay, next_words, refuse_far, shown_day, which_day
from bot.cli_campaign_to import BadRecipient, NotForTests, UnknownRecipient, address_of, is_ours, known, reader_of
from bot.cli_hazards import code_of_commune
from bot.cli_reading import BY, reading, tell
from bot.opening import opened
from handlers.campaign_calendar import turn_off, turn_on
from handlers.campaign_catalogue import called, catalogue, hindrances, refuse_hindered
from handlers.campaign_counting import reached
from handlers.campaign_preview import EXAMPLE, View, previews
from handlers.campaign_runs import start as start_run
from handlers.campaign_words import compose, connected
from referral.campaigns import LANGUAGES, Campaign, whom
from referral.campaigns.catalogue import calendar
from referral.campaigns.parse import written
from referral.campaigns.telling import told
from referral.campaigns.years import years
from referral.clock import local

app = typer.Typer(no_args_is_help=True)
ARTICLE = (
    "Besides, Zalo broadcasts its article to all followers of each connected account, whoever they are: also those who "
    "subscribed to nothing, and those with an open case. How many that are only Zalo knows."
)
Commune = Annotated[str, typer.Option(help="A commune, by code or by name with its province.")]


class NoSuchChannel(Exception):
    """--channel is no channel that this house connects, or --locale is not vi or en: see `langnghe settings`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (
    BadRecipient, UnknownRecipient, NotForTests, NoSuchChannel, BadDay, FarFromItsDay,
    *cli_campaign_runs.EXPECTED, *cli_campaign_files.EXPECTED,
)  # fmt: skip


@app.callback()
def about() -> None:
    """Campaigns and reminders."""


@app.command("list")
def show_calendar(
    ahead: Annotated[int, typer.Option("--years", help="How many years ahead.", min=1, max=30)] = 2,
    everything: Annotated[bool, typer.Option("--all", help="Those that are off too.")] = False,
) -> None:
    """Every day on which a campaign is due, before anything is sent; and which years lack their words."""
    with reading() as work:
        campaigns = {name: one for name, one in catalogue(work).items() if everything or one.on}
        kept, known, rules = work.campaigns.kept(), years(work.campaigns.years()), work.house.campaigns
        today = local(work.now).date()
    due = calendar(campaigns.values(), today, later(today, ahead))
    Console().print(calendar_table(Calendar(due, campaigns, kept, rules)))
    for name in sorted(campaigns.keys() - {one.campaign for one in due}):
        tell(f"{name} ({campaigns[name].when}): no day in this time.")
    for words in wordless(due, campaigns, known):
        tell(words)
    if not campaigns:
        tell("No campaign is on. `langnghe campaign list --all` shows all, `langnghe campaign on NAME` turns one on.")


@app.command()
def show(name: str) -> None:
    """The words of a campaign, as a file has them."""
    with reading() as work:
        campaign = called(work, name)
    tell(f"[{name}]\n{written(campaign)}")
    tell_article(campaign)


@app.command()
def preview(
    name: str,
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    locale: Annotated[str, typer.Option(help="Only this language: vi or en.")] = "",
    commune: Commune = EXAMPLE,
    day: Annotated[
        str, typer.Option(help="As it is sent on this day, 24/11/2026; else its next one within a week.")
    ] = "",
) -> None:
    """The very message of each channel and language, for somebody of a commune; and what stands against sending it."""
    with reading() as work:
        campaign = called(work, name)
        if (channel and channel not in connected(work)) or (locale and locale not in LANGUAGES):
            raise NoSuchChannel
        view = View((channel,) if channel else (), (locale,) if locale else LANGUAGES, code_of_commune(commune))
        of = shown_day(work, campaign, day)
        found, title, against = (
            previews(work, campaign, of, view),
            which_day(work, campaign, of),
            hindrances(work, campaign, of),
        )
    tell(title)
    for one in found:
        Console().print(panel(one))
    tell_article(campaign)
    if against:
        tell(f"It does not go out on this day: {', '.join(against)}.")


@app.command()
def count(name: str, pilot: Annotated[str, typer.Option(help="Only in this commune.")] = "") -> None:
    """Whom it would reach if it started now, on each channel, and what that costs. Sends nothing."""
    with reading() as work:
        campaign, on = called(work, name), work.house.channels
        found = reached(work, campaign, code_of_commune(pilot) if pilot else "")
        channels = {channel for channel, _ in work.subscriptions.counts()}
        live = work.directory.live
    Console().print(reach_table(found, channels, on))
    tell(f"Recipients: {told(found[''].recipients)}. Paid messages: {told(found[''].cost)}.")
    if campaign.article and not pilot:
        tell(ARTICLE)
    if not live:
        tell("This is a trial: outside our own pages only testers get it.")


@app.command("on")
def turn_it_on(name: str) -> None:
    """From now on it runs at its days."""
    with opened() as (_, work):
        turn_on(work, name, BY)
        when = next_words(work, called(work, name))
    tell(f"{name} is on. {when}")


@app.command("off")
def turn_it_off(name: str) -> None:
    """It makes no more runs; one that is under way goes on, see `langnghe campaign stop`."""
    with opened() as (_, work):
        turn_off(work, name, BY)
    tell(f"{name} is off.")


@app.command()
def test(name: str, to: Annotated[str, typer.Option(help="telegram:ID, zalo_oa:OA:ID, webchat:ID.")]) -> None:
    """Send the exact message to one person: an officer, a tester, or a subscriber whom campaigns may reach."""
    with opened() as (settings, work):
        campaign, person, today = called(work, name), known(work, address_of(to)), local(work.now).date()
        refuse_hindered(work, campaign, today)
        if not (is_ours(person, settings) or work.subscriptions.may_get(person.id, whom(campaign))):
            raise NotForTests
        message = compose(work, campaign, today, reader_of(work, person))
        key = f"campaign test:{name}:{work.chance.id()}"
        work.send(replace(message, key=key, person_id=person.id, lane="reply"))
        work.audit(BY, f"campaign test {name}")
    tell("Written. A running `langnghe serve` sends it; in a trial only to testers.")


@app.command()
def start(
    name: str,
    pilot: Annotated[str, typer.Option(help="Only in this commune, to try it.")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Though its day is more than a week away.")] = False,
) -> None:
    """Start a run by hand today. Many recipients wait for a second person's word."""
    with opened() as (_, work):
        if not anyway:
            refuse_far(work, called(work, name))
        run = start_run(work, name, BY, code_of_commune(pilot) if pilot else "")
    tell(f"{run.number} is planned. A running `langnghe serve` sends it. `langnghe campaign status {run.number}`.")


def tell_article(campaign: Campaign) -> None:
    """Whom an article reaches; a comment, so that what `show` prints is still a file."""
    if campaign.article:
        tell(f"# The article {campaign.article} goes to all followers of the Zalo account, subscribed or not:")
        tell("# a second person must approve it, and who gets the message too gets both.")


def later(today: date, years_ahead: int) -> date:
    """The end of the year in so many years."""
    return date(today.year + years_ahead, 12, 31)


for name, command in {**cli_campaign_runs.COMMANDS, **cli_campaign_files.COMMANDS}.items():
    app.command(name)(command)
