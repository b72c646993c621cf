"""A trial writes to no stranger: outside our pages the operator reads what officers would get."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.rehearsal import Rehearsal
from bot.store.work import SqlWork
from handlers.events import Address, Notice, OutgoingMessage
from tests.fakes import FakeChannel
from tests.office import NA, Office, Rules, counted, office
from tests.store_cast import found_directory

OFFICER = Address("telegram", "7001")
OPERATOR = Address("telegram", "7002")
STRANGER = Address("telegram", "7003")


class Trial:
    """An office in a trial with a messenger, and an officer and a citizen on it."""

    def __init__(self, opened: Office) -> None:
        self.opened = opened
        self.outside = FakeChannel("telegram")
        self.outside.own = False
        opened.desk.add(self.outside)
        found_directory(opened.store)

    async def send(self, address: Address, message: OutgoingMessage, officer: str = "officer-1") -> None:
        """Send this to somebody, an officer unless it says otherwise; what is due now happens."""

        def write(work: SqlWork) -> None:
            person = work.people.at(address)
            if officer:
                work.staff.link(officer, person.id)
            work.send(replace(message, person_id=person.id))

        await self.opened.desk.do(write)
        await self.opened.desk.quiet()

    def heard(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(sent.address, sent.message.text, sent.message.buttons) for sent in self.outside.sent]


ALERT = OutgoingMessage("a", "", "Có việc trẻ em", buttons=("Nhận",), lane="urgent", siren=True)
AS_IT_IS = ("Có việc trẻ em", ("Nhận",))
INSTEAD = ("BẢN THỬ, lẽ ra gửi cho cán bộ officer-1:\nCó việc trẻ em", ())


def tried(url: str, ring_path: Path, rehearsal: Rehearsal, address: Address, officer: str = "officer-1") -> Trial:
    """What became of the alert in this trial."""
    with office(url, ring_path, Rules(rehearsal)) as opened:
        trial = Trial(opened)
        asyncio.run(trial.send(address, ALERT, officer))
        asyncio.run(trial.send(address, OutgoingMessage("c", "", act="clear"), officer))
    return trial


def test_in_a_trial_the_operator_reads_what_an_officer_would_get(url: str, ring_path: Path) -> None:
    before = counted("messages", channel="telegram", lane="urgent", outcome="redirected")
    trial = tried(url, ring_path, Rehearsal(lambda: False, operator=OPERATOR), OFFICER)
    assert trial.heard() == [(OPERATOR.id, *INSTEAD)], "and nobody's chat is cleared"
    assert counted("messages", channel="telegram", lane="urgent", outcome="redirected") == before + 1


@pytest.mark.parametrize(
    "rehearsal",
    [
        Rehearsal(lambda: True, operator=OPERATOR),
        Rehearsal(lambda: False, testers=frozenset({OFFICER}), operator=OPERATOR),
        Rehearsal(lambda: False, operator=OFFICER),
    ],
    ids=["live", "a tester", "the operator"],
)
def test_who_may_read_it_reads_it(url: str, ring_path: Path, rehearsal: Rehearsal) -> None:
    heard = tried(url, ring_path, rehearsal, OFFICER).heard()
    assert heard == [(OFFICER.id, *AS_IT_IS), (OFFICER.id, "", ())]


def test_a_citizen_is_answered_in_a_trial_too(url: str, ring_path: Path) -> None:
    trial = tried(url, ring_path, Rehearsal(lambda: False, operator=OPERATOR), STRANGER, officer="")
    assert trial.heard()[0] == (STRANGER.id, *AS_IT_IS)


def test_a_phone_number_is_no_citizen_whoever_it_belongs_to(url: str, ring_path: Path) -> None:
    code = OutgoingMessage("n", "", act="notice", notice=Notice("code", (("code", "123456"),)))
    with office(url, ring_path, Rules(Rehearsal(lambda: False, operator=OPERATOR))) as opened:
        trial, phones = Trial(opened), FakeChannel("zns")
        phones.own = False
        opened.desk.add(phones)
        asyncio.run(trial.send(Address("zns", "84900000678"), code, officer=""))
        assert not phones.sent and not trial.heard() and asyncio.run(opened.problems()) == ["trial"]


def test_on_our_own_pages_an_officer_reads_it_in_a_trial_too(url: str, ring_path: Path) -> None:
    trial = tried(url, ring_path, Rehearsal(lambda: False, operator=OPERATOR), NA)
    assert trial.opened.texts(NA)[0] == "Có việc trẻ em" and not trial.heard()


@pytest.mark.parametrize("operator", [None, Address("zalo_oa", "1")], ids=["nobody", "out of reach"])
def test_without_an_operator_it_is_kept_back(url: str, ring_path: Path, operator: Address | None) -> None:
    with office(url, ring_path, Rules(Rehearsal(lambda: False, operator=operator))) as opened:
        trial = Trial(opened)
        asyncio.run(trial.send(OFFICER, ALERT))
        assert asyncio.run(opened.problems()) == ["trial"]
        assert asyncio.run(opened.desk.health()).dead_letters == 0
        assert not trial.heard() and not opened.counter.failed


def test_an_operator_who_left_does_not_make_the_officer_gone(url: str, ring_path: Path) -> None:
    with office(url, ring_path, Rules(Rehearsal(lambda: False, operator=OPERATOR))) as opened:
        trial = Trial(opened)
        trial.outside.gone = {OPERATOR.id}
        asyncio.run(trial.send(OFFICER, ALERT))
        assert asyncio.run(opened.problems()) == ["trial"] and not opened.counter.failed


def test_what_an_officer_sent_is_fetched_in_a_trial_too(url: str, ring_path: Path) -> None:
    with office(url, ring_path, Rules(Rehearsal(lambda: False))) as opened:
        trial = Trial(opened)
        asyncio.run(trial.send(OFFICER, OutgoingMessage("f", "", act="fetch", ref="none", lane="fetch")))
        assert [result.failure for result in opened.counter.fetched] == ["refused"]
