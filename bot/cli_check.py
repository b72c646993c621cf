"""`langnghe check`: what a deployer should put right before people rely on the program."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.checks import Finding, Look, Site, configuration, content, places
from bot.checks.live import live_findings
from bot.wiring import opened

STYLES = {"error": "bold red", "warning": "yellow", "ok": "green"}
LOOKS: tuple[Look, ...] = (
    content.look_at_flows,
    content.look_at_first_aid,
    configuration.look_at_key_ring,
    configuration.look_at_files,
    configuration.look_at_addresses,
    configuration.look_at_proxy,
    configuration.look_at_telegram,
    configuration.look_at_trial,
    places.look_at_places,
    content.look_at_directory,
    content.look_at_translations,
    content.look_at_numbers,
)
LIVE = Finding("ok", "Nothing is in the way: this deployment may be called live.")


def check(
    live: Annotated[bool, typer.Option("--live", help="Whether this deployment may be called live.")] = False,
    tables: Annotated[Path | None, typer.Option(help="A folder with the official tables of communes.")] = None,
) -> None:
    """Look at settings, files, flows, places, key ring, directory, translations and numbers; exit code 1 on errors."""
    with opened() as (settings, work):
        site = Site(settings, work, tables)
        findings = live_findings(site) or [LIVE] if live else ordinary(site)
    report(findings)
    if any(finding.weight == "error" for finding in findings):
        sys.exit(1)


def ordinary(site: Site) -> Sequence[Finding]:
    """What every look finds."""
    return [finding for look in LOOKS for finding in look(site)]


def report(findings: Sequence[Finding]) -> None:
    """Each finding on a line of its own."""
    console = Console()
    for finding in findings:
        console.print(Text(f"{finding.weight:8}", STYLES[finding.weight]), Text(finding.words), soft_wrap=True)
