"""A way in made for an officer at the console goes to them; it is shown only if they have no channel and no case."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.store.work import SqlWork
from handlers.events import Address
from tests.console_office import SEATS, clerk
from tests.test_console_directory import audited, send, version_in
from tests.test_console_tables import kept_at, upload
from tests.test_web_officer import alerted
from tests.web_house import AtDesk, WebHouse, in_house

OFFICER, FREE = "police-21340-1", "police-21340-2"
BOSS = SEATS["province_coordinator"]


async def make(desk: AtDesk, officer: str, kind: str = "link") -> int:
    """Press the button of an officer's page."""
    await desk.open(f"/o/directory/officer/{officer}")
    at = f"/o/directory/officer/{officer}/{kind}"
    return await desk.submit(at, version=version_in(desk.page, at))


def shown(desk: AtDesk) -> list[str]:
    """The secrets on the page."""
    return re.findall(r"/o/login\?t=\w+|liên kết [0-9A-F]{10}", desk.page)


def texts(work: SqlWork) -> list[str]:
    """What is sent by Telegram, one after the other."""
    found = list[str]()
    while parcels := work.outbox.claim(work.now, ["telegram"], 9, timedelta(minutes=1)):
        for parcel in parcels:
            found.append(parcel.message.text)
            work.outbox.sent(parcel.id, f"platform-{len(found)}")
    return found


def linked(channel: str, name: str) -> Callable[[SqlWork], str]:
    """An officer has this way from now on; its person."""

    def job(work: SqlWork) -> str:
        person = work.people.at(Address(channel, f"of-{name}"))
        work.staff.link(name, person.id)
        return person.id

    return job


@in_house
async def test_nobody_comes_by_it_into_a_case_that_is_kept_from_them(house: WebHouse) -> None:
    await alerted(house)
    boss = await clerk(house, "province_coordinator")
    for kind in ("link", "invite"):
        assert await make(boss, OFFICER, kind) == 200 and not shown(boss) and "kênh riêng" in boss.page
    assert await house.desk.do(linked("telegram", OFFICER))
    refused = boss.page
    assert await make(boss, OFFICER) == 200 and not shown(boss)
    words = "Chỉ gửi tới kênh riêng của cán bộ, không hiện ở đây."
    assert words in refused and words in boss.page, "whether they are in a case does not show"
    house.clock.forward(timedelta(minutes=16))
    assert await make(boss, FREE) != 200 and not shown(boss), "it wants a fresh proof"
    assert {who for who, _ in await audited(house, "link for")} == {BOSS}


@in_house
async def test_a_link_that_its_maker_saw_opens_a_session_without_proof(house: WebHouse) -> None:
    boss = await clerk(house, "province_coordinator")
    assert await make(boss, FREE) == 200
    (link,) = shown(boss)
    at_desk = AtDesk(await house.new_browser())
    assert (await at_desk.browser.post("/o/login", data={"t": link.partition("=")[2]})).status == 200
    assert await at_desk.open("/o") == 200

    def proofs(work: SqlWork) -> list[object]:
        rows = work.connection.exec_driver_sql(
            f"SELECT proven_at FROM staff_sessions WHERE officer_id = '{FREE}' AND account_id = ''"
        )
        return [row[0] for row in rows]

    assert await house.desk.do(proofs) == [None]


@in_house
async def test_who_has_a_channel_of_their_own_gets_it_there_and_hears_who_made_it(house: WebHouse) -> None:
    boss = await clerk(house, "administrator")
    await house.desk.do(linked("telegram", FREE))
    assert await make(boss, FREE) == 200 and not shown(boss)
    sent = await house.desk.do(texts)
    assert any("Có người tạo liên kết đăng nhập cho anh chị: người quản trị." in text for text in sent)
    assert any("/o/login?t=" in text for text in sent)


@in_house
async def test_nobody_moves_or_removes_themselves(house: WebHouse) -> None:
    boss = await clerk(house, "province_coordinator")
    at = f"/o/directory/officer/{BOSS}"
    assert await boss.open(at) == 200 and f"{at}/remove" not in boss.page
    assert await boss.submit(f"{at}/remove", version=version_in(boss.page, at), agency="province_desk-51") == 409
    moved = f"mã,cơ quan,tên,phó\n{BOSS},police-51,Ai đó,\n".encode()
    await upload(boss, moved, "officers")
    assert "không ai tự chuyển hồ sơ của chính mình" in boss.page


@in_house
async def test_whoever_is_moved_still_must_not_know(house: WebHouse) -> None:
    _, number = await alerted(house)

    def shut(work: SqlWork) -> None:
        case = work.cases.by_number(number)
        assert case
        work.cases.save(replace(case, excluded=case.excluded | {"police-21340"}))
        real = [replace(a, sample=False) for a in work.directory.agencies.values()]
        work.directories.replace(real, [])

    await house.desk.do(shut)
    desk = await clerk(house, "administrator")
    await upload(desk, f"mã,cơ quan,tên,phó\n{OFFICER},health_station-21340,Ai đó,\n".encode(), "officers")
    assert await send(desk, kept_at(desk)) == 200
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case and OFFICER in case.excluded
    assert (await house.desk.do(lambda work: work.directory.officers[OFFICER])).agency == "health_station-21340"
