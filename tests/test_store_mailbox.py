"""The web chat's inbox: numbered, acknowledged, never twice."""

from dataclasses import replace

from bot.store import Store
from handlers.events import Address, OutgoingMessage
from referral.campaigns.runs import Run
from tests.store_cast import START, meet
from tests.subscribers import Crowd, run_of


def test_mail_waits_until_it_is_acknowledged(store: Store) -> None:
    lan = meet(store)
    messages = [OutgoingMessage(f"k{n}", lan.id, f"tin {n}", ("Có",)) for n in range(3)]
    with store.begin() as connection:
        box = store.work(connection).mailbox
        ids = [box.put(lan.id, message) for message in messages]
        mails = box.after(lan.id, 0, 9)
        assert [(mail.id, mail.at, mail.message) for mail in mails] == [
            (n, START, message) for n, message in zip(ids, messages, strict=True)
        ]
        assert [mail.id for mail in box.after(lan.id, ids[0], 1)] == [ids[1]]
        box.drop_until(lan.id, ids[1])
        assert [mail.id for mail in box.after(lan.id, 0, 9)] == ids[2:]


def test_the_same_key_is_one_mail_even_after_it_was_read(store: Store) -> None:
    lan = meet(store)
    message = OutgoingMessage("k", lan.id, "tin")
    with store.begin() as connection:
        box = store.work(connection).mailbox
        number = box.put(lan.id, message)
        box.drop_until(lan.id, number)
        assert box.put(lan.id, message) == number
        assert box.after(lan.id, 0, 9) == []


def test_the_same_key_for_two_people_is_two_mails(store: Store) -> None:
    lan, mai = meet(store), meet(store, Address("webchat", "mai"))
    with store.begin() as connection:
        box = store.work(connection).mailbox
        for person in (lan, mai):
            box.put(person.id, OutgoingMessage("clear", person.id, act="clear"))
        assert [len(box.after(person.id, 0, 9)) for person in (lan, mai)] == [1, 1]


def test_clearing_leaves_nothing_and_numbers_go_on(store: Store) -> None:
    lan = meet(store)
    message = OutgoingMessage("k", lan.id, "tin")
    with store.begin() as connection:
        box = store.work(connection).mailbox
        number = box.put(lan.id, message)
        box.clear(lan.id)
        assert box.after(lan.id, 0, 9) == []
        assert box.put(lan.id, message) > number


def test_a_campaigns_copy_is_delivered_when_the_page_has_acknowledged_it(store: Store) -> None:
    """Even before the mailing has written down that it was sent: an open page is faster."""
    crowd = Crowd(store)
    lan, mai = (crowd.join(name, "webchat") for name in ("lan", "mai"))
    run = crowd.add(run_of())
    page = crowd.claim(run, "webchat")
    copy = OutgoingMessage(f"campaign:{run.id}:{lan}", lan, "tin")
    number = crowd.do(lambda work: work.mailbox.put(lan, copy))
    crowd.do(lambda work: work.mailbox.put(mai, replace(copy, key=f"campaign:{run.id}:{mai}", person_id=mai)))
    assert delivered(crowd, run) == 0
    for _ in range(2):
        crowd.do(lambda work: work.mailbox.drop_until(lan, number))
        assert delivered(crowd, run) == 1
    crowd.sent(page)
    assert delivered(crowd, run) == 1


def delivered(crowd: Crowd, run: Run) -> int:
    return crowd.do(lambda work: sum(figure.delivered for figure in work.campaigns.figures(run.id)))
