"""Campaigns for a terminal: the calendar, previews as panels, reach and results as tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.channels.zalo_oa.templates import filled
from handlers.campaign_preview import Preview
from handlers.keeps_campaigns import Kept
from referral.campaigns import Campaign, Occurrence, Rules, Year
from referral.campaigns.hours import goes_at
from referral.campaigns.lunar import lunar_day
from referral.campaigns.reach import UNCONNECTED, Reach, Way
from referral.campaigns.results import Results
from referral.campaigns.runs import Run
from referral.campaigns.telling import STEP, told
from referral.campaigns.years import missing, the_year
from referral.clock import hour, hour_and_day, local
from referral.jurisdiction.words import spoken
from referral.records import dataclass

WAYS: Mapping[Way, str] = {
    "free": "Now, free",
    "paid": "Now, paid",
    "template": "By template (paid)",
    "article": "By article broadcast",
    "later": "Later",
    "unreachable": "Unreachable",
}
Campaigns = Mapping[str, Campaign]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The campaigns on their days, what was decided of them, and by which rules they go."""

    due: Sequence[Occurrence]
    campaigns: Campaigns
    kept: Mapping[str, Kept]
    rules: Rules


def calendar_table(calendar: Calendar) -> Table:
    """Each day with the campaign that goes out on it."""
    table = Table("Day", "Lunar", "At", "Campaign", "Title", "On")
    for one in calendar.due:
        campaign, at = calendar.campaigns[one.campaign], goes_at(one.starts_at, calendar.rules)
        table.add_row(
            f"{local(at):%a %d/%m/%Y}", lunar(campaign, one.day), hour(at), one.campaign, campaign.title,
            state(campaign, calendar.kept),
        )  # fmt: skip
    return table


def lunar(campaign: Campaign, day: date) -> str:
    """The lunar day, for a campaign that goes by it."""
    return lunar_day(day) if "lunar" in campaign.when else ""


def state(campaign: Campaign, kept: Mapping[str, Kept]) -> str:
    """Whether it is on, and who turned it on."""
    by = kept[campaign.name].changed_by if campaign.name in kept else ""
    return f"on, by {by}" if campaign.on and by else "on" if campaign.on else "off"


def wordless(due: Sequence[Occurrence], campaigns: Campaigns, known: Mapping[int, Year]) -> Iterator[str]:
    """Which years lack words that a campaign waits for."""
    lacking: dict[tuple[int, str], dict[str, None]] = {}
    for one in due:
        for name in missing(campaigns[one.campaign], the_year(known, one.day.year)):
            lacking.setdefault((one.day.year, name), {})[one.campaign] = None
    for (year, name), waiting in sorted(lacking.items()):
        yield f"{year} has no {name}: {', '.join(waiting)} will not go out. `langnghe campaign year {year} FILE`."


def panel(preview: Preview) -> Panel:
    """One message as it is sent, with its buttons, its picture and how long it is."""
    message, reader = preview.message, preview.reader
    picture = ["[picture]"] if message.picture else []
    buttons = [" ".join(f"[{words}]" for words in message.buttons)] if message.buttons else []
    length = f"{preview.length} of {preview.most} characters"
    excess = "" if preview.fits else f", {preview.longest - preview.most} too many{with_lines(preview)}"
    place = spoken(reader.commune) or "no commune"
    return Panel(
        Text("\n".join([*picture, message.text, *buttons, *beside(preview)])),
        title=f"{reader.channel}, {reader.locale}, {place}",
        subtitle=length + excess,
        title_align="left",
        subtitle_align="left",
        border_style="none" if preview.fits else "red",
    )


def with_lines(preview: Preview) -> str:
    """Where they are too many only once the platform has not taken the buttons."""
    return " with its buttons as lines" if preview.longest > preview.length else ""


def beside(preview: Preview) -> Iterator[str]:
    """What others than the readers of this message get."""
    if preview.template:
        blanks = ", ".join(f"{name} = {value}" for name, value in filled(preview.template).items())
        yield f"Whom no message of ours may reach now, by template (paid): {blanks}"
    if preview.article:
        yield f"Broadcast by the platform to all followers: article {preview.article}"


def reach_table(found: Mapping[str, Reach], channels: Collection[str], connected: Collection[str] | None) -> Table:
    """How many on each channel get it in which way; the last line is all of them.

    Each channel that has subscribers has its line, and nothing tells none from a few, see `telling`.
    """
    table = Table("Channel", *WAYS.values(), "Total", "Paid messages", "Why not now", caption=f"–: under {STEP}.")
    for channel in [*sorted(channels), ""]:
        one = found.get(channel, Reach(channel, {}))
        counts = (*(one.ways.get(way, 0) for way in WAYS), one.total, one.cost)
        cut = channel and connected is not None and channel not in connected
        table.add_row(channel or "all", *map(cell, counts), UNCONNECTED if cut else why_not(one))
    return table


def cell(count: int) -> str:
    """A count of the reach."""
    return told(count) if count >= STEP else "–"


def why_not(one: Reach) -> str:
    """Why so many get nothing now; of a few not even the reason."""
    return ", ".join(f"{reason} {told(count)}" for reason, count in sorted(one.reasons.items()) if count >= STEP)


def runs_table(runs: Sequence[Run]) -> Table:
    """The runs, the newest first."""
    table = Table(
        "Run", "Campaign", "Day", "State", "Starts", "Planned", "Taken up", "Only in", "Started by", "Approved"
    )
    for run in runs:
        only = spoken(run.area or run.spot)
        counts = (told(run.planned), told(run.claimed))
        by = (run.created_by, run.approved_by)
        table.add_row(run.number, run.campaign, run.day, run.state, hour_and_day(run.starts_at), *counts, only, *by)
    return table


def results_table(found: Results) -> Table:
    """What became of the copies, small numbers hidden."""
    table = Table("Commune", "Channel", *found.columns)
    for line in found.lines:
        table.add_row(spoken(line.commune) or line.commune or "–", line.channel, *map(str, line.cells))
    return table
