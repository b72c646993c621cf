"""`langnghe request …`: what people want done with their personal data; a human answers and carries it out."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import opened
from bot.store.work import SqlWork
from handlers.clock_words import due_words
from handlers.console.rights import erase_asker, words_of
from handlers.data_requests import answer_request, finish_request, subject_of
from handlers.events import DataRequest, Person
from handlers.scene import WITHDRAWN
from handlers.withdrawal import may_erase
from referral.clock import hour_and_day

app = typer.Typer(no_args_is_help=True)
Erase = Annotated[bool, typer.Option("--erase", help="Erase who asked: address, conversation, messages.")]
Everything = Annotated[bool, typer.Option("--all", help="Those that are done too.")]


class UnknownRequest(Exception):
    """There is no request with this id: `langnghe request list` shows them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@app.callback()
def about() -> None:
    """Requests about personal data."""


@app.command("list")
def show(everything: Everything = False) -> None:
    """Requests that wait: what is wished, about whose data, until when it is to be answered and done."""
    with opened() as (_, work):
        rows = [row_of(work, request) for request in work.requests.every() if everything or not request.done_at]
    table = Table("Id", "Received", "Wish", "Whose data", "Answer", "Done")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@app.command()
def answer(request: str, text: str) -> None:
    """Answer a request in a sentence or two; never write anything of a case: whoever holds the phone reads it."""
    with opened() as (_, work):
        answer_request(work, known(work, request), text)
        work.audit("deployer", f"answer request {request}")
    Console().print("Answered. They read it now if they are here, else when they type DỮ LIỆU CỦA TÔI.")


@app.command()
def done(request: str, erase: Erase = False) -> None:
    """What was asked for has been carried out, or refused with a reason: its clocks stop."""
    with opened() as (_, work):
        asked = known(work, request)
        person = may_erase(work, asked) if erase else None
        finish_request(work, asked)
        if person:
            forget(work, person)
        work.audit("deployer", f"finish request {request}")
    Console().print("Done; whoever asked is erased." if person else "Done.")


def forget(work: SqlWork, person: Person) -> None:
    """Erase who asked."""
    erase_asker(work, person)
    work.audit("deployer", "erase person")


def known(work: SqlWork, request_id: str) -> DataRequest:
    """The request with this id. Raises UnknownRequest."""
    request = work.requests.get(request_id)
    if request is None:
        raise UnknownRequest
    return request


def row_of(work: SqlWork, request: DataRequest) -> tuple[str, ...]:
    """A request as the table shows it: each date is when it was done, or until when it is due."""
    clocks = {clock.name == "data_answer": clock for clock in work.clocks.of(subject_of(request))}
    until = [f"until {due_words(work, clocks[answers])}" if answers in clocks else "–" for answers in (True, False)]
    reached = zip((request.answered_at, request.done_at), until, strict=True)
    dates = [hour_and_day(at) if at else due for at, due in reached]
    wish, whose = words_of(request)
    return (request.id, hour_and_day(request.at), wish + how(work, request), whose, *dates)


def how(work: SqlWork, request: DataRequest) -> str:
    """That they withdrew on the platform itself, which has unlinked them already."""
    person = work.people.get(request.person_id)
    there = person is not None and person.contact == WITHDRAWN and request.wish == "erase"
    return f" (withdrew on {person.address.channel})" if person and there else ""
