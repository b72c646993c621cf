"""Lists of subscribers: what their lines say, what is wrong with the others, and that a list overrides nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import subscription_import
from bot.store import Store
from bot.store.keyring import KeyRing
from bot.store.subscription_lists import Fate
from bot.store.work import SqlWork
from bot.subscription_import import Intake, Taken, take
from bot.subscription_lines import Bad
from bot.subscription_table import BadListHeadings, ListUnreadable, count_lines
from handlers.events import Address
from referral.campaigns import Subscription
from referral.clock import VIETNAM
from tests.store_cast import START
from tests.subscribers import Crowd, run_of

HEAD = "kênh;mã;ngôn ngữ;xã;tỉnh;vai trò;chủ đề;người;từ ngày"
CONSENT = "phiếu trường A"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, and no pause between them."""
    monkeypatch.setattr(subscription_import, "AT_ONCE", 3)
    monkeypatch.setattr(subscription_import, "PAUSE", 0)


@dataclass
class Lists:
    """Takes lists into a store."""

    store: Store
    folder: Path
    bad: list[Bad] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)

    def take(self, *lines: str, head: str = HEAD, write: bool = True, consent: str = CONSENT) -> Taken:
        file = self.folder / "list.csv"
        file.write_text("\n".join([head, *lines]) + "\n", "utf-8-sig")
        assert count_lines(file) == len(lines) + 1
        return take(Intake(self.store, consent, write, self.bad.append, self.moved.append), file)

    def of(self, id: str, channel: str = "telegram") -> Subscription | None:
        def look(work: SqlWork) -> Subscription | None:
            person = work.people.find(Address(channel, id))
            return work.subscriptions.of(person.id) if person else None

        return Crowd(self.store).do(look)

    def rows(self) -> dict[str, Sequence[object]]:
        """Everything there is, to see that nothing changed."""
        tables = ("people", "subscriptions", "keys", "subscription_stops")

        def read(work: SqlWork) -> dict[str, Sequence[object]]:
            said = work.connection.exec_driver_sql
            return {t: [tuple(row) for row in said(f"SELECT * FROM {t} ORDER BY 1, 2")] for t in tables}

        return Crowd(self.store).do(read)


def fates(new: int) -> Counter[Fate]:
    found: Counter[Fate] = Counter()
    found["new"] = new
    return found


@pytest.fixture
def lists(store: Store, tmp_path: Path) -> Lists:
    return Lists(store, tmp_path)


def test_a_line_says_all_that_it_can(lists: Lists) -> None:
    taken = lists.take("Telegram;123;en;Xã Sơn Tây, Quảng Ngãi;;Phụ huynh;đuối nước + bão;p1;01/09/2026")
    assert taken == Taken(fates(new=1)) and lists.moved == [2]
    found = lists.of("123")
    assert found and found.human.startswith("list:")
    since = datetime(2026, 9, 1, tzinfo=VIETNAM)
    assert replace(found, human="", person_id="") == Subscription(
        "", "telegram", since, f"list:{CONSENT}", "", 2, "21340", "51", "parent", ("drowning", "storm")
    )
    person = Crowd(lists.store).do(lambda work: work.people.find(Address("telegram", "123")))
    assert person and person.subscribed and person.locale == "en" and person.seen_at is None


def test_a_line_may_say_no_more_than_where(lists: Lists) -> None:
    assert lists.take("telegram,123", "", "zalo,1234567:7654321", head="channel,id").fates == {"new": 2}
    found = lists.of("1234567:7654321", "zalo_oa")
    assert found and (found.topics, found.commune, found.since, found.rank) == ((), "", START, 4)


def test_the_same_list_again_changes_nothing(lists: Lists) -> None:
    lines = [f"telegram;{n};;21340;;;;p{n // 2};" for n in range(10, 20)]
    assert lists.take(*lines).fates == {"new": 10} and lists.moved[-1] == 11
    before = lists.rows()
    assert lists.take(*lines).fates == {"same": 10} and lists.rows() == before


def test_a_list_that_broke_off_is_taken_to_its_end(lists: Lists) -> None:
    lines = [f"telegram;{n};;;;;;;" for n in range(10, 17)]
    assert lists.take(*lines[:4]).fates == {"new": 4}
    assert lists.take(*lines).fates == {"new": 3, "same": 4}


def test_a_list_can_be_corrected(lists: Lists) -> None:
    lists.take("telegram;123;vi;21340;;parent;;;01/09/2026")
    assert lists.take("telegram;123;en;14797;;;home;;").fates == {"changed": 1}
    found = lists.of("123")
    assert found and (found.commune, found.role, found.topics) == ("14797", "", ("home",))
    assert found.since == datetime(2026, 9, 1, tzinfo=VIETNAM), "the day on which they agreed stays"


def test_a_dry_run_writes_nothing(lists: Lists) -> None:
    before = lists.rows()
    assert lists.take("telegram;123;;;;;;;", write=False).fates == {"new": 1} and lists.rows() == before


def test_a_repeated_line_is_once_and_the_first_counts(lists: Lists) -> None:
    lines = ["telegram;123;;21340;;;;;", *(f"telegram;{n};;;;;;;" for n in range(10, 15)), "telegram;123;;14797;;;;;"]
    assert lists.take(*lines) == Taken(fates(new=6), repeated=1)
    found = lists.of("123")
    assert found and found.commune == "21340"


def test_one_human_on_three_channels_gets_one_copy_on_the_first(lists: Lists) -> None:
    lists.take("zalo;1234567:7654321;;;;;;an;", "telegram;123;;;;;;an;", "zalo bot;abcdef;;;;;;an;", "tele;9;;;;;;b;")
    crowd = Crowd(lists.store)
    run = crowd.add(run_of())
    got = crowd.claim_all(run, ("telegram", "zalo_bot", "zalo_oa"))
    places = [crowd.do(lambda work, id=id: work.people.get(id)) for id in got]  # type: ignore[misc]
    assert [p.address.id for p in places if p] == ["9", "1234567:7654321"]


def test_the_same_code_in_two_lists_is_two_humans(lists: Lists) -> None:
    lists.take("telegram;123;;;;;;1;"), lists.take("telegram;124;;;;;;1;", consent="phiếu trường B")
    one, other = lists.of("123"), lists.of("124")
    assert one and other and one.human != other.human


def test_who_subscribed_themselves_keeps_their_word_and_is_still_one_human(lists: Lists) -> None:
    me = Crowd(lists.store).join("123", topics=("home",), commune="14797")
    before = lists.of("123")
    assert lists.take("telegram;123;en;21340;;;storm;an;", "telegram;124;;;;;;an;").fates == {"own": 1, "new": 1}
    found, other = lists.of("123"), lists.of("124")
    assert before and found and other and replace(found, human="") == before and found.human == other.human
    assert me == found.person_id and lists.take("telegram;123;;;;;;zzz;").fates == {"own": 1}
    assert lists.of("123") == found, "a second list does not tear them apart"


@pytest.mark.parametrize("again", ["same way", "other way"])
def test_who_stopped_stays_stopped(lists: Lists, again: str) -> None:
    lists.take("telegram;123;;;;;;an;", "zalo bot;abcdef;;;;;;an;")
    found = lists.of("123")
    assert found
    Crowd(lists.store).do(lambda work: work.subscriptions.end(found.person_id))
    line = "telegram;123;;;;;;;" if again == "same way" else "telegram;999;;;;;;an;"
    assert lists.take(line).fates == {"stopped": 1}
    assert lists.of("123") is None and lists.of("abcdef", "zalo_bot") is None and lists.of("999") is None


def test_who_left_is_not_called_back(lists: Lists) -> None:
    crowd = Crowd(lists.store)
    me = crowd.do(lambda work: work.people.at(Address("telegram", "123")).id)
    crowd.do(lambda work: work.staff.set_gone(me, True))
    assert lists.take("telegram;123;;;;;;;").fates == {"left": 1} and lists.of("123") is None


def test_whom_we_know_keeps_language_and_what_they_said_of_being_written_to(lists: Lists) -> None:
    crowd = Crowd(lists.store)

    def hide(work: SqlWork) -> None:
        person = work.people.at(Address("telegram", "123"))
        work.people.save(replace(person, contact="hidden", seen_at=work.now))

    crowd.do(hide)
    assert lists.take("telegram;123;en;;;;;;").fates == {"new": 1}
    person = crowd.do(lambda work: work.people.find(Address("telegram", "123")))
    assert person and person.locale == "vi" and person.subscribed
    assert crowd.claim_all(crowd.add(run_of())) == [], "this device is hidden"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("fax;123;;;;;;;", "channel"), ("webchat;abcd;;;;;;;", "channel"), ("telegram;6.2E+18;;;;;;;", "id"),
        ("telegram;-1001;;;;;;;", "id"), ("zalo;7654321;;;;;;;", "id"), ("telegram;;;;;;;;", "id"),
        ("telegram;1;xx;;;;;;", "language"), ("telegram;1;;99999;;;;;", "commune"),
        ("telegram;1;;Quảng Ngãi;;;;;", "commune"), ("telegram;1;;;Atlantis;;;;", "province"),
        ("telegram;1;;21340;Hà Nội;;;;", "commune"), ("telegram;1;;;;police;;;", "role"),
        ("telegram;1;;;;;work;;", "topics"), ("telegram;1;;;;;home + x;;", "topics"), ("telegram;1;;;;;+;;", "topics"),
        (f"telegram;1;;;;;;{'p' * 101};", "person"), ("telegram;1;;;;;;;hôm qua", "since"),
        ("telegram;1;;;;;;;01/01/2099", "since"), ('telegram;"1;;;;;;;', ""), ("telegram;1;;;;;;;;more", ""),
    ],
)  # fmt: skip
def test_a_bad_line_is_said_and_the_good_ones_are_kept(lists: Lists, line: str, column: str) -> None:
    taken = lists.take("telegram;10;;;;;;;", line, "telegram;11;;;;;;;")
    assert taken == Taken(fates(new=2), bad=1)
    (bad,) = lists.bad
    assert (bad.line, bad.column) == (3, column) and bad.what.words and bad.what.remedy


def test_a_commune_may_stand_beside_its_province(lists: Lists) -> None:
    lists.take("telegram;1;;xã Sơn Tây;Quảng Ngãi;;tất cả;;", "telegram;2;;;51;;;;")
    one, other = lists.of("1"), lists.of("2")
    assert one and (one.commune, one.province) == ("21340", "51")
    assert other and (other.commune, other.province) == ("", "51")


@pytest.mark.parametrize(
    "content",
    ["kênh;mã\ntelegram;1\n".encode("cp1258", "replace"), "channel,id\n".encode("utf-16"), b"channel,id\n\x00\n"],
)
def test_other_encodings_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content.replace(b"?", "ê".encode("cp1258")))
    with pytest.raises(ListUnreadable, match=r"list\.csv.*CSV UTF-8"):
        count_lines(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListUnreadable):
        count_lines(tmp_path / "none.csv")


@pytest.mark.parametrize("head", ["", "kênh", "kênh;mã;màu", "kênh;mã;kênh", "mã;xã"])
def test_headings_are_known_and_enough(lists: Lists, head: str) -> None:
    with pytest.raises(BadListHeadings, match="channel, id, language"):
        lists.take("telegram;1", head=head)


def test_a_new_lookup_key_finds_them_again(lists: Lists, ring_path: Path) -> None:
    lists.take("telegram;123;;21340;;;;;")
    lists.store.rotate_lookup(ring_path)
    assert isinstance(lists.store.vault.ring, KeyRing)
    assert lists.take("telegram;123;;21340;;;;;").fates == {"same": 1}


def test_a_line_too_long_says_so_and_the_next_is_read(lists: Lists) -> None:
    taken = lists.take("telegram;1;;;;;;" + "a" * 200_000 + ";", "telegram;2;;;;;;;")
    assert [(bad.line, bad.what.words) for bad in lists.bad] == [(2, "longer than 65,536 letters")]
    assert taken.fates == fates(new=1) and lists.of("2")


def test_a_cell_of_several_lines_is_one_message(lists: Lists) -> None:
    lists.take('telegram;1;;;;;;"a', 'b";', "telegram;2;;;;;;;", 'telegram;3;;;;;;"c;', 'telegram;4;;;;;;"";')
    assert [(bad.line, bad.what.words) for bad in lists.bad] == [
        (2, "a line break stands in a cell"),
        (5, "a quotation mark is open"),
    ]
    assert lists.of("2") and lists.of("4")


def test_digits_of_other_scripts_are_no_id(lists: Lists) -> None:
    lists.take("telegram;1२३;;;;;;;", "zalo_oa;123456:12345६;;;;;;;")
    assert [bad.column for bad in lists.bad] == ["id", "id"]


def test_an_empty_list_names_no_heading(lists: Lists) -> None:
    with pytest.raises(BadListHeadings) as problem:
        lists.take(head="")
    assert "Not known" not in str(problem.value)
    with pytest.raises(BadListHeadings, match="twice: an empty heading"):
        lists.take(head="channel;id;;commune")
