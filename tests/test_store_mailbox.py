"""The web chat's inbox: numbered, acknowledged, never twice."""

from bot.store import Store
from handlers.events import Address, OutgoingMessage
from tests.store_cast import START, meet


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
