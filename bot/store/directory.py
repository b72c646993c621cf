"""Agencies and officers, kept in memory until somebody changes them."""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.columns import AnyRow
from bot.store.guidance_tables import advice_editions, phone_calls
from bot.store.rosters import read_calendar, read_roster
from bot.store.staff_tables import retired_officers
from bot.store.tables import agencies, matrices, meta, officer_ways, officers, people
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from flows.advice import shipped_advice
from handlers.house import House
from referral.agencies import Agency, Directory, Officer
from referral.guidance import LOCALES
from referral.matrix_table import editions
from referral.records import dataclass

SUBJECT = "directory"
Wording = Mapping[tuple[str, str], str]  # (locale, Vietnamese text that comes with the program) -> what is said
VERSION = select(meta.c.value).where(meta.c.key == bindparam("key"))
SET_VERSION = upsert(meta, ["key"], ["value"])
AGENCIES = select(agencies).order_by(agencies.c.id)
OFFICERS = select(officers).order_by(officers.c.id)
RETIRED = select(retired_officers.c.id)
MATRICES = select(matrices.c.province, matrices.c.text)
FIRST = (  # which way is tried first: a phone number is the last, it costs money and takes no answer
    officer_ways.c.preferred.desc(), people.c.channel == "zns",
    officer_ways.c.used_at.desc(), officer_ways.c.person_id,
)  # fmt: skip
WAYS = (
    select(officer_ways.c.officer_id, officer_ways.c.person_id, people.c.channel)
    .join_from(officer_ways, people)
    .where(people.c.gone.is_(False))
    .order_by(*FIRST)
)
PUT_AGENCY = upsert(agencies, ["id"], [c.name for c in agencies.c if c.name != "id"])
TEXTS = select(advice_editions.c.key, advice_editions.c.vi, advice_editions.c.en).order_by(advice_editions.c.id)
CALLED = upsert(phone_calls, ["agency"], ["sealed", "at"])
CALL = select(phone_calls.c.sealed, phone_calls.c.at).where(phone_calls.c.agency == bindparam("this"))
PUT_OFFICER = upsert(officers, ["id"], ["agency", "name", "deputy"])  # duty is the officer's own


@dataclass(slots=True)
class DirectoryCache:
    """The directory this process read last, its version, and the house with the texts that were edited."""

    latest: tuple[str, Directory, House] | None = None
    shown: Directory | None = None  # the same as it is between its `since` and its `until`
    real_agencies: bool = False
    house: House = field(default_factory=House)

    def at(self, base: Directory, now: datetime) -> Directory:
        """The directory of this moment, made anew only when somebody's duty changes, or the clock was put back."""
        shown = self.shown
        if shown is None or shown.kept is not base or not holds(shown, now):
            shown = self.shown = base.at(now)
        return shown


def worded(house: House, texts: Wording) -> House:
    """The house that says these texts; everything else as before."""
    if not texts:
        return house
    before = house.translate
    return replace(house, translate=lambda locale, text: texts.get((locale, text)) or before(locale, text))


def holds(directory: Directory, now: datetime) -> bool:
    """Whether a directory looks the same at this moment."""
    since, until = directory.since, directory.until
    return since is not None and until is not None and since <= now < until


def connected(house: House, channel: str) -> bool:
    """Whether this channel is one of ours, or a platform that is connected now."""
    return house.outside is None or channel in house.outside or channel in house.own_channels


class Directories:
    """The directory inside one transaction."""

    def __init__(self, transaction: Transaction, cache: DirectoryCache) -> None:
        self._t = transaction
        self._cache = cache
        self._found: tuple[str, Directory, House] | None = None
        self._current: Directory | None = None

    def house(self) -> House:
        """The house, which says edited texts instead of those that come with the program."""
        return self._latest()[2]

    def read(self) -> Directory:
        """The directory of this moment; one small query unless it was changed."""
        if self._current is None:
            self._current = self._cache.at(self._latest()[1], self._t.now)
        return self._current

    def changed(self) -> None:
        """Every process reads again. A version is random, so that a rolled back one never comes again."""
        self._t.run(SET_VERSION, key="directory_version", value=secrets.token_hex(8))
        self._found = self._current = None

    def version(self) -> str:
        """Another one whenever anything of the directory changed."""
        return self._latest()[0]

    def confirm(self, agency: Agency, who: str) -> None:
        """Somebody called the number of this agency, now; it counts while the number stays the same."""
        sealed = self._seal("calls", agency.id, json.dumps((who, agency.phone)))
        self._t.run(CALLED, agency=agency.id, sealed=sealed, at=self._t.now)

    def confirmed(self, agency: Agency) -> tuple[str, datetime] | None:
        """Who called the agency's present number, and when; None if nobody did here."""
        row = self._t.run(CALL, this=agency.id).first()
        who, number = json.loads(self._open("calls", agency.id, row.sealed)) if row else ("", "")
        return (who, row.at) if row and number == agency.phone and agency.phone_confirmed else None

    def replace(self, new_agencies: Iterable[Agency], new_officers: Iterable[Officer]) -> None:
        """Insert or update; known officers keep their duty and their ways, nobody is removed."""
        self.put(new_agencies, new_officers)
        self.changed()

    def put(self, new_agencies: Iterable[Agency], new_officers: Iterable[Officer]) -> None:
        """The same, which nobody reads before `changed`: for the parts of a large table."""
        self._t.run_many(PUT_AGENCY, [self._agency_row(a) for a in new_agencies])
        self._t.run_many(PUT_OFFICER, [self._officer_row(o) for o in new_officers])

    def _latest(self) -> tuple[str, Directory, House]:
        """Asked once by each job that changes nothing of it."""
        if self._found is None:
            self._found = self._asked()
        return self._found

    def _asked(self) -> tuple[str, Directory, House]:
        version = self._t.run(VERSION, key="directory_version").scalar_one_or_none() or ""
        latest = self._cache.latest
        if latest is None or latest[0] != version:
            latest = self._cache.latest = (version, self._load(), worded(self._cache.house, self._texts()))
        return latest

    def _texts(self) -> Wording:
        """What is said instead of a text that comes with the program: of each the latest edition."""
        latest = {row.key: (row.vi, row.en) for row in self._t.run(TEXTS)}
        known = ((text, latest[key]) for key, text in shipped_advice().items() if key in latest)
        return {(locale, text): said for text, both in known for locale, said in zip(LOCALES, both, strict=True)}

    def _load(self) -> Directory:
        ways = defaultdict[str, dict[str, str]](dict)
        for way in self._t.run(WAYS):
            if connected(self._cache.house, way.channel):  # no other can be reached by it
                ways[way.officer_id][way.person_id] = way.channel
        calendar = read_calendar(self._t)
        return Directory(
            {row.id: self._agency(row) for row in self._t.run(AGENCIES)},
            {row.id: self._officer(row, ways[row.id]) for row in self._t.run(OFFICERS)},
            matrices=editions({row.province: row.text for row in self._t.run(MATRICES)}),
            calendar=calendar,
            real_agencies=self._cache.real_agencies,
            roster=read_roster(self._t, calendar),
            retired=frozenset(self._t.run(RETIRED).scalars()),
        )

    def _agency(self, row: AnyRow) -> Agency:
        opened = {"communes": tuple(json.loads(row.communes)), "phone": self._open("agencies.phone", row.id, row.phone)}
        return Agency(**{**row._mapping, **opened})

    def _officer(self, row: AnyRow, ways: Mapping[str, str]) -> Officer:
        name = self._open("officers.name", row.id, row.name)
        return Officer(row.id, row.agency, name, row.deputy, row.on_duty, tuple(ways), tuple(ways.values()))

    def _agency_row(self, agency: Agency) -> dict[str, object]:
        names = ("id", "name", "role", "province", "sample", "phone_confirmed")
        phone = self._seal("agencies.phone", agency.id, agency.phone)
        return {name: getattr(agency, name) for name in names} | {
            "communes": json.dumps(agency.communes),
            "phone": phone,
        }

    def _officer_row(self, officer: Officer) -> dict[str, object]:
        names = ("id", "agency", "deputy", "on_duty")
        name = self._seal("officers.name", officer.id, officer.name)
        return {name: getattr(officer, name) for name in names} | {"name": name}

    def _open(self, column: str, row_id: str, sealed: bytes) -> str:
        return self._t.safe.open(SUBJECT, f"{column}/{row_id}", sealed).decode()

    def _seal(self, column: str, row_id: str, text: str) -> bytes:
        return self._t.safe.seal(SUBJECT, f"{column}/{row_id}", text.encode())
