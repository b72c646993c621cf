"""`python -m tests.bench.triage`: our triage beside a keyword list and bare reading in one run; nothing asserted."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import thread_time_ns

from referral.triage.judge import house
from referral.triage.reading import clean
from tests.triage.messages import corpus

ROUNDS = 5  # others may work on these cores: of several rounds the best is nearest to what the code costs
EVERY = 20  # of the corpus one message in so many
SHORT, LONG = 500, 10_000  # characters
KEYWORDS = re.compile(
    "cứu|đuối|chìm|chết|đánh|hiếp|sờ|dâm|bắt cóc|giết|máu|tự tử|nhảy|cháy|điện giật|bỏng|ngộ độc|lạc|bỏ rơi|"
    "nhốt|trói|tống tiền|ép|cưới|bán|dao|xăng|lũ|sạt|mất tích|không thở|bất tỉnh|hóc|rơi|ngã|tát|chửi|đói|khóc|sợ"
)
FRESH = """
from pathlib import Path
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
import numpy, pydantic, sqlalchemy, aiohttp
before = peak()
from referral.triage.judge import triage
triage("có bé rơi xuống ao")
print(peak() - before)
"""

Judge = Callable[[str], object]


def main() -> None:
    """Times of processor for messages and for one of ten thousand characters, and the memory that triage adds."""
    judge = house().judge
    texts = [message.text for message in corpus()[::EVERY] if len(message.text) <= SHORT]
    long = " ".join(message.text for message in corpus()[::EVERY])[:LONG]
    floor = show("reading letters (floor)", texts, long, clean)
    show("40 keywords (peer)", texts, long, KEYWORDS.findall, floor)
    show("ours", texts, long, judge, floor)
    unbroken = re.sub(r"[.!?;,\n…]", "", long)
    for name, text in (("no full stop", unbroken), ("one phrase", "đánh con " * 1111), ("full stops", "a." * 5000)):
        print(f"  ours, {LONG:,} characters of {name:14} {best(judge, text):8.1f} ms")
    added = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True).stdout
    print(f"  memory on top of the program {float(added):.1f} MB")


def show(name: str, texts: Sequence[str], long: str, judge: Judge, floor: float = 0) -> float:
    """Print a line and give the median."""
    took = [best(judge, text) for text in texts]
    middle, most = median(took), quantiles(took, n=100)[98]
    print(f"  {name:26} median {middle:6.3f} ms  99th {most:6.2f} ms  {LONG:,} characters {best(judge, long):6.1f} ms")
    print(f"  {'':26} {middle / floor:6.0f} times the floor" if floor else "", end="\n" if floor else "")
    return middle


def best(judge: Judge, text: str) -> float:
    """Milliseconds of processor of the best round."""
    took = []
    for _ in range(ROUNDS):
        clean.cache_clear()
        start = thread_time_ns()
        judge(text)
        took.append(thread_time_ns() - start)
    return min(took) / 1e6


if __name__ == "__main__":
    main()
