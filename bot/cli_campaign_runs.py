"""`langnghe campaign …` for one run: pause, resume, stop, widen, correct; how far it is, what came of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import sleep
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.campaign_files import as_csv, as_workbook
from bot.campaign_lines import results_table, runs_table
from bot.cli_hazards import save
from bot.cli_reading import BY, shelf, tell
from bot.opening import opened
from bot.store import Store
from handlers import campaign_runs
from handlers.work import Work
from referral.campaigns import BadCampaign
from referral.campaigns.results import SHOWN_AS, UNKNOWN, Results, results
from referral.campaigns.runs import BadStep, Run
from referral.campaigns.telling import STEP, steps, told
from referral.clock import hour_and_day

EVERY = 1.0  # seconds between two looks of --follow
BESIDE = SHOWN_AS["beside"]  # it may be nobody
ENDED = ("stopped", "done")

Number = Annotated[str, typer.Argument(help="The number of a run, as CD-7K3FQ.")]
Act = Callable[[Work, Run, str], Run]


class UnknownRun(Exception):
    """There is no run with this number: `langnghe campaign status` shows them, as CD-7K3FQ."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NothingToCorrect(Exception):
    """Nothing to change: write the new words with --vi "…", --en "…" or both."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (UnknownRun, NothingToCorrect, BadStep, BadCampaign)


def widen(number: Number) -> None:
    """A pilot went well: the same run is for everybody now. Nobody gets it twice."""
    after(number, campaign_runs.widen)


def pause(number: Number) -> None:
    """Send no more of it until it is resumed."""
    after(number, campaign_runs.pause)


def resume(number: Number) -> None:
    """Go on after a pause."""
    after(number, campaign_runs.resume)


def stop(number: Number, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Send no more of it, for good."""
    if not yes:
        typer.confirm(f"Stop {number.upper()} for good?", abort=True)
    after(number, campaign_runs.stop)


def correct(
    number: Number,
    vi: Annotated[str, typer.Option(help="The new words in Vietnamese.")] = "",
    en: Annotated[str, typer.Option(help="The new words in English.")] = "",
) -> None:
    """Other words for whoever has not had it yet."""
    texts = {language: text for language, text in (("vi", vi), ("en", en)) if text}
    if not texts:
        raise NothingToCorrect
    after(number, lambda work, run, by: campaign_runs.correct(work, run, campaign_runs.reworded(run, texts), by))


def after(number: str, act: Act) -> None:
    """Do this to a run and say how it stands. Raises UnknownRun, BadStep and BadCampaign."""
    with opened() as (_, work):
        run = work.campaigns.by_number(number.upper())
        if run is None:
            raise UnknownRun
        run = act(work, run, BY)
    tell(f"{run.number} is {run.state}.")


def status(
    number: Annotated[str, typer.Argument(help="A run; without it the latest of all.")] = "",
    follow: Annotated[bool, typer.Option("--follow", help="Until it is over; Ctrl-C leaves it running.")] = False,
) -> None:
    """How far runs are: recipients taken up of those planned, and what became of their copies."""
    with shelf() as store:
        if number:
            watch(store, number.upper(), follow)
        else:
            with store.connection() as connection:
                Console().print(runs_table(store.work(connection).campaigns.runs(most=20)))


def watch(store: Store, number: str, follow: bool) -> None:
    """A bar of one run, drawn again from what the database says; its figures once, at the end. Raises UnknownRun."""
    run = look(store, number)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("", total=None)
        while True:
            name, done = f"{run.number} {run.campaign}: {run.state}", min(run.claimed, run.planned)
            name += f", {told(done)} of {told(run.planned)}"
            bar.update(task, description=name, completed=steps(done), total=steps(run.planned) or None)
            if not follow or run.state in ENDED:
                break
            sleep(EVERY)
            run = look(store, number)
    until = f"From {hour_and_day(run.starts_at)}, at the latest until {hour_and_day(run.ends_at)}."
    tell(f"{until} {fates(figures(store, run))}")


def look(store: Store, number: str) -> Run:
    """A run at this moment; it is not locked. Raises UnknownRun."""
    with store.connection() as connection:
        run = store.work(connection).campaigns.find(number)
    if run is None:
        raise UnknownRun
    return run


def figures(store: Store, run: Run) -> Results:
    """What became of its copies so far. Takes seconds for thousands of communes."""
    with store.connection() as connection:
        counted = store.work(connection).campaigns.figures(run.id)
    return results(counted) if run.planned >= STEP else results(())  # that somebody is missing would tell of a case


def fates(found: Results) -> str:
    """What became of all copies so far, as far as somebody has that fate and small numbers stay hidden."""
    whole = zip(found.columns, found.lines[-1].cells, strict=True)
    told = ((column, count) for column, count in whole if count not in (0, UNKNOWN, BESIDE) and column != "planned")
    return ", ".join(f"{column} {count}" for column, count in told)


def show_results(
    number: Number,
    file: Annotated[Path | None, typer.Option("--csv", help="Write the table to this file.")] = None,
    book: Annotated[Path | None, typer.Option("--xlsx", help="The same as a workbook.")] = None,
) -> None:
    """What became of a run by commune and channel. "<5" is one to four; "*" would give such a number away."""
    with shelf() as store:
        run = look(store, number.upper())
        found = figures(store, run)
    for path, written in ((file, as_csv), (book, as_workbook)):
        if path:
            save(path, written(found))
    Console().print(results_table(found))
    paid = dict(zip(found.columns, found.lines[-1].cells, strict=True))["paid"]
    tell(f"{run.number} {run.campaign}, {run.day}: {run.state}. Planned {told(run.planned)}. Paid messages: {paid}.")
    if found.articles:
        tell(f"Broadcasts of a Zalo article: {found.articles}. Whom they reached only Zalo knows.")


COMMANDS: Mapping[str, Callable[..., None]] = {
    "widen": widen,
    "pause": pause,
    "resume": resume,
    "stop": stop,
    "correct": correct,
    "status": status,
    "results": show_results,
}
