"""How far a run is and what came of it: counts of a page that renews itself, the table of results, its files."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from aiohttp import web

from bot.campaign_files import as_csv, as_workbook
from bot.table_write import XLSX
from bot.web.console.campaign_words import COLUMN_WORDS, REASON_WORDS
from bot.web.console.campaigns_shared import WORDS, number_in, run_seen, slowly, the_run
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import page
from bot.web.seat import Seat, for_staff, proven
from referral.campaigns.results import Line, Results, results
from referral.campaigns.runs import OPEN, Run
from referral.campaigns.telling import STEP
from referral.jurisdiction.words import spoken
from referral.records import dataclass

FRESH = timedelta(seconds=4)  # the page asks every five


@dataclass(frozen=True, slots=True)
class Told:
    """A channel's copies with one fate, from what the table shows: at least so many where small numbers are hidden."""

    channel: str
    counts: Sequence[tuple[int, bool]]  # the sum of what is shown, and whether something is hidden in it


async def progress_of(request: web.Request, seat: Seat, number: str) -> Mapping[str, object]:
    """The run now, and its figures once they are counted."""
    run = the_run(await request.app[PARTS].look(lambda work: run_seen(work, seat, number)))
    key = f"figures:{run.id}:{run.state}"  # what was counted before the end is not what came of it
    found = await slowly(request, key, lambda work: figures(work, run), FRESH)
    return {
        "run": run,
        "figures": found,
        "told": by_channel(found) if found else (),
        "columns": COLUMN_WORDS,
        "reasons": REASON_WORDS,
        "open": run.state in OPEN or found is None,
        "done": min(run.claimed, run.planned),
    }


def figures(work: WebWork, run: Run) -> Results:
    """What became of its copies; of fewer than five nothing, for that somebody is missing would tell of a case."""
    return results(work.campaigns.figures(run.id)) if run.planned >= STEP else results(())


def by_channel(found: Results) -> Sequence[Told]:
    """The channels, summed from the cells that anybody may see: a sum of exact numbers would give hidden ones away."""
    channels = dict.fromkeys(line.channel for line in found.lines[:-1])
    return [Told(channel, sums([line for line in found.lines[:-1] if line.channel == channel])) for channel in channels]


def sums(lines: Sequence[Line]) -> Sequence[tuple[int, bool]]:
    """Each column of some lines."""
    columns = zip(*(line.cells for line in lines), strict=True)
    return [(sum(cell for cell in each if isinstance(cell, int)), not all_shown(each)) for each in columns]


def all_shown(cells: Sequence[int | str]) -> bool:
    """Whether no small number is hidden here."""
    return all(isinstance(cell, int) or cell == "–" for cell in cells)


async def progress_part(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Only the figures, for the page to renew itself."""
    context = await progress_of(request, seat, number_in(request))
    return page(request, "console/campaign_progress.html", {**WORDS, "locale": seat.locale, **context})


async def results_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The table by commune and channel."""
    context = await progress_of(request, seat, number_in(request))
    return await show(
        request, seat, "campaigns", "console/campaign_results.html", {**WORDS, **context, "spoken": spoken}
    )


async def results_file(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The same as a file; who sits here has proved it just now."""
    number, kind = number_in(request), request.match_info["kind"]
    run = the_run(await request.app[PARTS].look(lambda work: run_seen(work, seat, number)))
    found = await request.app[PARTS].look(lambda work: figures(work, run))
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, f"campaign results {number}", detail=kind))
    written = (as_csv if kind == "csv" else as_workbook)(found)
    headers = {"Content-Disposition": f'attachment; filename="{number}.{kind}"'}
    return web.Response(body=written, content_type="text/csv" if kind == "csv" else XLSX, headers=headers)


ROUTES: Sequence[Route] = (
    web.get("/o/campaigns/{number:CD-[0-9A-Z]+}/part", for_staff(progress_part, "campaigns")),
    web.get("/o/campaigns/{number:CD-[0-9A-Z]+}/results", for_staff(results_page, "campaigns")),
    web.get("/o/campaigns/{number:CD-[0-9A-Z]+}/results.{kind:csv|xlsx}", for_staff(proven(results_file), "campaigns")),
)
