"""What the installer reads once the program runs: settings that are half set, messengers that are ill."""

import asyncio
from collections.abc import Iterable, Mapping

from rich.console import Console

from bot.channels import Channel
from bot.checks import Look, Site, alarms, channels, configuration
from bot.settings import Settings
from bot.store.work import SqlWork
from bot.web.health import of_state

LOOKS: tuple[Look, ...] = (  # `langnghe check` looks at these and at more
    configuration.look_at_names,
    configuration.look_at_addresses,
    configuration.look_at_forms_folder,
    configuration.look_at_telegram,
    channels.look_at_zalo,
    channels.look_at_zalo_bot,
    configuration.look_at_trial,
    configuration.look_at_desk_command,
    configuration.look_at_backup_key,
    alarms.look_at_alarms,
)
BETWEEN_LOOKS = 0.25
MOST_LOOKS = 80  # a messenger that does not answer is known to be down within two calls, so within 20 seconds


def half_set(settings: Settings, work: SqlWork) -> list[str]:
    """What is wrong with the settings: the program runs without it, and nobody would notice."""
    site = Site(settings, work)
    return [finding.words for look in LOOKS for finding in look(site) if finding.weight == "error"]


async def tell_of_the_ill(met: Mapping[str, Channel], console: Console) -> None:
    """Name each messenger that is ill as soon as it was met."""
    await asyncio.gather(*(tell_of(name, channel, console) for name, channel in met.items()))


async def tell_of(name: str, channel: Channel, console: Console) -> None:
    """One that still waits for its first call when our patience ends is well as far as we know."""
    for _ in range(MOST_LOOKS):
        if channel.state() != "starting":
            break
        await asyncio.sleep(BETWEEN_LOOKS)
    state = channel.state()
    words = of_state(name, state) if state != "starting" else ""
    show(console, [*([words] if words else []), *channel.problems()])


def show(console: Console, found: Iterable[str]) -> None:
    """Each in a line of its own."""
    for words in found:
        console.print(f"Put right: {words}", soft_wrap=True, highlight=False, markup=False)
