"""Where each 0.01 ms goes: processor time of the parts of a step, each without the parts inside it."""

import functools
import importlib
import inspect
import pkgutil
import sys
import threading
import time
import types
from collections import defaultdict
from collections.abc import Callable, Generator
from typing import Any

import bot.store
from bot.store.upsert import Upsert

PHASES: dict[str, tuple[str, ...]] = {
    "http in": ("aiohttp.web_protocol:RequestHandler.data_received",
                "aiohttp.web_protocol:RequestHandler._handle_request",
                "aiohttp.web_protocol:RequestHandler.finish_response"),
    "desk": ("bot.desk:Desk.receive", "bot.desk.sending:Sending.deliver", "bot.desk.delivery:Delivery._claim"),
    "triage": ("referral.triage.judge:triage",),
    "place": ("referral.jurisdiction.resolver:resolve",),
    "flow engine": ("flows.engine:advance", "flows.engine:answer", "flows.engine:repeat", "flows.fitting:fit",
                    "flows.library:flow_started_by", "flows.library:flow_for_topic"),
    "handlers": ("handlers.incoming:take",),
    "settle and plan": ("handlers.settle:settle",),
    "store: rows to objects and back": (
        "bot.store.people:SqlPeople.at", "bot.store.people:SqlPeople.save", "bot.store.people:SqlPeople.get",
        "bot.store.people:SqlPeople.session", "bot.store.people:SqlPeople.save_session",
        "bot.store.cases:SqlCases.get", "bot.store.cases:SqlCases.save", "bot.store.cases:SqlCases.add",
        "bot.store.cases:SqlCases.by_number", "bot.store.cases:SqlCases.followers", "bot.store.cases:SqlCases.receipt",
        "bot.store.alerts:SqlAlerts.of", "bot.store.alerts:SqlAlerts.add", "bot.store.history:SqlHistory.entries",
        "bot.store.history:SqlHistory.record", "bot.store.directory:Directories.read",
        "bot.store.work:SqlWork.set_timer", "bot.store.work:SqlWork.first_time"),
    "outbox: stage": ("bot.store.outbox:SqlOutbox.stage",),
    "outbox: claim": ("bot.store.outbox:SqlOutbox.claim", "bot.store.outbox:SqlOutbox.next_due"),
    "outbox: mark sent": ("bot.store.outbox:SqlOutbox.sent",),
    "sealing": ("bot.store.vault:Safe.seal", "bot.store.vault:Safe.open", "bot.store.vault:Safe.make"),
    "keyed hashes": ("bot.store.keyring:KeyRing.hashes",),
    "savepoints": ("bot.store.savepoint:mark",),
    "begin and commit": ("bot.writer:Writer._transact",),
    "platform: read": ("bot.channels.telegram.reading:read_body", "bot.channels.zalo_oa.reading:read"),
    "platform: send": ("bot.channels.telegram.channel:Telegram.send", "bot.channels.zalo_oa.channel:ZaloOA.send"),
    "writer": ("bot.writer:Writer._serve",),
}  # fmt: skip
RUN = "bot.store.transaction:Transaction.run"


class Times:
    """Seconds and calls of each phase, over all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._open = threading.local()

    def forget(self) -> None:
        """Count from now on."""
        self.seconds.clear()
        self.calls.clear()

    def enter(self, phase: str) -> None:
        """A phase begins inside the one that runs."""
        stack: list[list[Any]] = self._open.__dict__.setdefault("stack", [])
        now = time.thread_time()
        if stack:
            self.seconds[stack[-1][0]] += now - stack[-1][1]
        stack.append([phase, now])

    def leave(self) -> None:
        """The phase that runs ends; the one around it goes on."""
        stack, now = self._open.stack, time.thread_time()
        phase, since = stack.pop()
        self.seconds[phase] += now - since
        if stack:
            stack[-1][1] = now


def watch(times: Times) -> None:
    """Put a stopwatch around every function of the table."""
    for phase, places in PHASES.items():
        for place in places:
            replace(place, functools.partial(stopwatch, times, phase))
    names = statement_names()
    replace(RUN, functools.partial(watched_run, times, names))


def replace(place: str, around: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a function wherever a module has imported it; what is not there any more is left out."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    call = getattr(owner, name, None)
    if call is None:
        return
    watched = around(call)
    setattr(owner, name, watched)
    for other in list(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(name) is call:
            setattr(other, name, watched)


def stopwatch(times: Times, phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, timed; of a coroutine only the time it runs."""
    if inspect.iscoroutinefunction(call):

        @types.coroutine
        def stepped(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            times.calls[phase] += 1
            return (yield from steps(times, phase, call(*args, **kwargs)))

        return functools.wraps(call)(lambda *args, **kwargs: awaited(stepped(*args, **kwargs)))

    @functools.wraps(call)
    def timed(*args: Any, **kwargs: Any) -> Any:
        times.calls[phase] += 1
        times.enter(phase)
        try:
            return call(*args, **kwargs)
        finally:
            times.leave()

    return timed


async def awaited(work: Any) -> Any:
    """A coroutine of what only looks like one."""
    return await work


def steps(times: Times, phase: str, running: Any) -> Generator[Any, Any, Any]:
    """Drive a coroutine from one wait to the next."""
    value, fault = None, None
    while True:
        times.enter(phase)
        try:
            waits = running.throw(fault) if fault else running.send(value)
        except StopIteration as end:
            return end.value
        finally:
            times.leave()
        try:
            value, fault = (yield waits), None
        except BaseException as raised:  # noqa: BLE001
            value, fault = None, raised


def watched_run(times: Times, names: dict[int, str], call: Callable[..., Any]) -> Callable[..., Any]:
    """Transaction.run, timed by the name of its statement."""

    def run(self: Any, statement: Any, **values: object) -> Any:
        name = f"sql {names.get(id(statement), 'other')}"
        times.calls[name] += 1
        times.enter(name)
        try:
            return call(self, statement, **values)
        finally:
            times.leave()

    return run


def statement_names() -> dict[int, str]:
    """What each statement of the store is called."""
    found: dict[int, str] = {}
    for info in pkgutil.iter_modules(bot.store.__path__):
        module = importlib.import_module(f"bot.store.{info.name}")
        for name, value in vars(module).items():
            if name.isupper() and (isinstance(value, Upsert) or hasattr(value, "compile")):
                found.setdefault(id(value), f"{info.name}.{name}")
    return found
