"""Plays: conversations everybody can read, run through the real desk, handlers and SQL with a clock that we move.

`python -m tests.play [--update] [FILE …]` runs them on SQLite; `--update` rewrites our lines.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from bot.log import start_log
from tests import campaign_acts
from tests.cast import ORDER
from tests.script import Line, Names, read, told, written
from tests.stage import Opening, Stage

PLAYS = Path(__file__).parent / "plays"

Act = Callable[..., Awaitable[None]]

# What a line can be, tried in this order; the groups are the arguments of what it does.
DOES: Mapping[str, Act] = {
    r"\(the program is watched for (\d+) minutes\)": Stage.watch,
    r"\((\d+) (second|minute|hour|day)s? pass(?:es)?\)": Stage.pass_time,
    r"\(the process dies\)": Stage.die,
    r"\((\w+) is (up|down|throttled|refusing|out of (?:reach|quota))\)": Stage.set_mood,
    r"\(the channels are looked at for (\d+) minutes\)": Stage.look_at_channels,
    r"\(Zalo's window for ([^:()]+) is closed\)": Stage.close_window,
    r"\(the Zalo quota is (gone|back)\)": Stage.set_quota,
    r"\(([^:()]+) uses (\w+)\)": Stage.move,
    r"\((.+) share a network\)": Stage.share_network,
    r"\(commune (\d{5}) reaches from (-?[\d.]+), (-?[\d.]+) to (-?[\d.]+), (-?[\d.]+)\)": Stage.bound,
    r"\(([^:()]+) has (left|come back)\)": Stage.leave,
    r"\(((?:Xã|Phường) [^:()]+) becomes? ((?:Xã|Phường) [^:()]+)\)": Stage.change_places,
    r"\(a human of the OA answers ([^:()]+)\)": Stage.take_over,
    r"\(the human hands ([^:()]+) back\)": Stage.hand_back,
    r"\(([^:()]+) withdraws\)": Stage.withdraw,
    r"\(([^:()]+) follows\)": Stage.follow,
    r"\(([^:()]+) is removed from the directory\)": Stage.remove,
    r"\(([^:()]+) is invited with (\w+)\)": Stage.invite,
    r"\(([^:()]+) joins\)": Stage.join,
    r"\(([^()]+) stands? (.+) (\d\d:\d\d) to (\d\d:\d\d)(?:, (not on holidays|only on holidays|as deputy))?\)": (
        Stage.put_on_roster
    ),
    r"\(it is (\w+day) (\d\d:\d\d)\)": Stage.wait_for,
    r"\(the clock jumps (\d+) (minute|hour|day)s? (back|forward)\)": Stage.put_clock,
    r"\(it is (\d\d/\d\d/\d{4}) (\d\d:\d\d)\)": Stage.wait_until,
    r"\(the campaign (\w+) is turned (on|off)\)": campaign_acts.turn,
    r"\(the campaign (\w+) is started(?: in (\d{5}))?\)": campaign_acts.start,
    r"\(the campaign (\w+) is not started: (.+)\)": campaign_acts.start_refused,
    r"\(the campaign (\w+) is (paused|resumed|stopped|widened)\)": campaign_acts.take_step,
    r"\(the campaign (\w+) says: (.+)\)": campaign_acts.say_anew,
    r"\(([^:()]+) is subscribed(?: in (\d{5}))?\)": campaign_acts.subscribe,
    r"\((\d\d/\d\d/\d{4}) is a day off\)": Stage.close_offices,
    r"\(([^:()]+)'s last message arrives again\)": Stage.repeat,
    r"\(([^:()]+) has seen what is on (zalo_oa)\)": Stage.see,
    r"([^:()]+) sends an? (photo|broken photo|photo to fetch|lost photo|voice message)(?:: (.*))?": Stage.send_media,
    r"([^:()]+) sends a sticker": Stage.send_sticker,
    r"([^:()]+) shares (their own number|somebody else's card)": Stage.share_card,
    r"([^:()]+) edits: (.*)": Stage.edit,
    r"([^:()]+) is at (-?[\d.]+), (-?[\d.]+)": Stage.be_at,
    r"([^:()]+) presses \[(.+)\]": Stage.press,
    r"([^:()]+?)(?: \((\d+) minutes ago\))?: (.*)": Stage.speak,
}
OPENINGS: Mapping[str, Opening] = {
    "(a trial deployment)": Opening(live=False),
    "(each answer shows its channel)": Opening(channels_shown=True),
    "(more than one recipient needs a second person)": Opening(approval=1),
    "(case details may be sent into chats)": Opening(details_in_chat=True),
}


class BadPlay(Exception):
    """A line of the play means nothing to us: write it like the ones in tests/plays/README.md."""


def opening(lines: list[Line]) -> Opening:
    """How the house is set up: what the first line says, else a live deployment."""
    return next((OPENINGS[line.text] for line in lines if line.text in OPENINGS), Opening())


def find(line: Line) -> tuple[Act, tuple[str, ...]]:
    """What a line does, and with what."""
    for pattern, act in DOES.items():
        if found := re.fullmatch(pattern, line.text):
            return act, tuple(group or "" for group in found.groups())
    raise BadPlay(f"line {line.number}: {BadPlay.__doc__}")


async def perform(text: str, stage: Stage, deaths: Collection[int] = ()) -> str:
    """Run a play and return it with the answers that came.

    Before the answers of the acts numbered in `deaths` are delivered, the process dies and another one starts.
    """
    names, shown, count = Names(), list[str](), 0
    for line in read(text):
        shown.append(line.text)
        if not line.acts or line.text in OPENINGS:
            continue
        act, words = find(line)
        count += 1
        async for moment in stage.acted(act, tuple(map(names.show, words)), count in deaths):
            for said in told(moment, ORDER):
                shown += [names.hide(row) for row in written(said)]
    return "\n".join(shown) + "\n"


def acts_in(text: str) -> int:
    """How many lines of a play do something: the points at which the process can die."""
    return sum(1 for line in read(text) if line.acts and line.text not in OPENINGS)


@dataclass(frozen=True, slots=True)
class House:
    """A fresh database and where its key ring will be."""

    url: str
    keyring: Path


async def performed(text: str, house: House, deaths: Collection[int] = ()) -> str:
    """The same in a fresh house."""
    stage = Stage(house.url, house.keyring, opening(read(text)))
    try:
        await stage.open()
        return await perform(text, stage, deaths)
    finally:
        await stage.close()


def main(words: list[str]) -> int:
    """Run the plays named, or all; 1 if one differs and was not rewritten."""
    start_log("critical")
    files = [Path(word) for word in words if word != "--update"] or sorted(PLAYS.glob("*.txt"))
    changed = [file for file in files if differs(file, "--update" in words)]
    return 1 if changed and "--update" not in words else 0


def differs(file: Path, update: bool) -> bool:
    """Run one play and show how it differs from its file; rewrite it if told to."""
    before = file.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = asyncio.run(performed(before, House(f"sqlite:///{folder}/play.db", Path(folder) / "keys.json")))
    if update and after != before:
        file.write_text(after, "utf-8")
    sys.stdout.writelines(unified_diff(before.splitlines(True), after.splitlines(True), file.name, file.name))
    return after != before


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
