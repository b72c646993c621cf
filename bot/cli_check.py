"""`langnghe check`: what a deployer should put right before people rely on the program."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot import first_look
from bot.checks import Finding, Look, Site, clocks, configuration, content, duty, environment, places
from bot.checks.alarms import NO_PING, look_at_alarms
from bot.checks.campaign_fit import look_at_campaign_fit
from bot.checks.campaigns import look_at_campaigns
from bot.checks.forms import look_at_forms
from bot.checks.lexicon import look_at_lexicon
from bot.checks.live import live_findings
from bot.opening import opened
from bot.settings import Settings

STYLES = {"error": "bold red", "warning": "yellow", "ok": "green"}
LOOKS: tuple[Look, ...] = (
    content.look_at_flows,
    content.look_at_first_aid,
    configuration.look_at_key_ring,
    configuration.look_at_files,
    environment.look_at_clock,
    environment.look_at_room,
    environment.look_at_limits,
    environment.look_at_promises,
    environment.look_at_detours,
    *first_look.LOOKS,
    configuration.look_at_proxy,
    places.look_at_places,
    look_at_forms,
    content.look_at_directory,
    content.look_at_matrices,
    duty.look_at_duty,
    content.look_at_translations,
    content.look_at_numbers,
    look_at_campaign_fit,
    clocks.look_at_clocks,
    look_at_campaigns,
)
LIVE = Finding("ok", "Nothing is in the way: this deployment may be called live.")


def check(
    live: Annotated[bool, typer.Option("--live", help="Whether this deployment may be called live.")] = False,
    tables: Annotated[Path | None, typer.Option(help="A folder with the official tables of communes.")] = None,
    words: Annotated[Path | None, typer.Option("--lexicon", help="A folder with words of your own to try.")] = None,
) -> None:
    """Look at settings, files, flows, places, key ring, directory, texts, numbers and words; exit code 1 on errors."""
    tried = list(look_at_lexicon(words or Settings().lexicon))  # takes seconds: the database is not held meanwhile
    with opened() as (settings, work):
        site = Site(settings, work, tables)
        findings = live_or_not(site, tried) if live else [*ordinary(site), *tried]
    report(findings)
    if errors(findings):
        sys.exit(1)


def live_or_not(site: Site, tried: Sequence[Finding]) -> Sequence[Finding]:
    """Every reason not to call it live; what is only a pity is said too, and stands in nobody's way."""
    pity = [finding for finding in look_at_alarms(site) if finding.words == NO_PING]
    return [*([*live_findings(site), *errors(tried)] or [LIVE]), *pity]


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Those to be put right first."""
    return [finding for finding in findings if finding.weight == "error"]


def ordinary(site: Site) -> Sequence[Finding]:
    """What every look finds."""
    return [finding for look in LOOKS for finding in look(site)]


def report(findings: Sequence[Finding]) -> None:
    """Each finding on a line of its own."""
    console = Console()
    for finding in findings:
        console.print(Text(f"{finding.weight:8}", STYLES[finding.weight]), Text(finding.words), soft_wrap=True)
