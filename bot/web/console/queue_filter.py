"""The filter of the queue as a form whose answers stand in the address: codes and days, never words of anybody."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web
from wtforms import BooleanField, DateField, Field, SelectField
from wtforms import Form as AnyForm
from wtforms.validators import Optional

from bot.web.console.fields import ConsoleForm, near
from bot.web.rendering import sentence
from bot.web.words import N_
from flows.words import sections
from handlers.console.queue import Looker
from referral.agencies import PROVINCE_ROLES, Agency, Directory
from referral.alphabet import order
from referral.clock import VIETNAM
from referral.jurisdiction.words import communes_of, provinces, spoken, spoken_province
from referral.queue import Filter, Scope, State
from referral.urgency import Urgency

Choices = Sequence[tuple[str, str]]
Key = TypeVar("Key", bound=str)
ANY: tuple[str, str] = ("", N_("Tất cả"))
STATES: Mapping[State, str] = {"open": N_("Đang mở"), "closed": N_("Đã khép"), "any": N_("Tất cả")}
SCOPES: Mapping[Scope, str] = {
    "all": N_("Mọi việc được xem"), "mine": N_("Việc của tôi"), "ours": N_("Cơ quan hoặc địa bàn"),
    "waiting": N_("Đang chờ tôi trả lời"),
}  # fmt: skip
FIELDS = (
    "scope", "state", "urgency", "kind", "province", "commune", "agency", "unanswered", "overdue", "since", "until",
)  # fmt: skip
MOST_AGENCIES = 200


class FilterForm(ConsoleForm):
    """Everything that may be asked of the list; all of it may stay empty."""

    scope = SelectField(N_("Phạm vi"), validators=[Optional()])
    state = SelectField(N_("Tình trạng"), validators=[Optional()])
    urgency = SelectField(N_("Mức khẩn cấp"), validators=[Optional()])
    kind = SelectField(N_("Loại việc"), validators=[Optional()])
    province = SelectField(N_("Tỉnh, thành phố"), validators=[Optional()])
    commune = SelectField(N_("Xã, phường"), validators=[Optional()])
    agency = SelectField(N_("Cơ quan phải làm"), validators=[Optional()])
    since = DateField(N_("Mở từ ngày"), validators=[Optional(), near])
    until = DateField(N_("Mở đến hết ngày"), validators=[Optional(), near])
    unanswered = BooleanField(N_("Chưa ai nhận (hoặc cơ quan đã chọn chưa nhận)"))
    overdue = BooleanField(N_("Chỉ việc quá hạn"))


def choices_of(request: web.Request, who: Looker, directory: Directory) -> Mapping[str, Choices]:
    """What each list of the form offers this seat: the places and agencies of its area."""
    area, chosen = who.reach().area, request.query.get("commune", "")
    near = area.province or (request.query.get("province", "") if area.everywhere else "")
    communes = sorted(area.communes) or (communes_of(near) if near else ())
    few = frozenset({chosen} if chosen in communes else communes)
    return {
        "scope": shown(request, SCOPES),
        "state": shown(request, STATES),
        "urgency": named(request, sections()["urgency"]),
        "kind": named(request, sections()["categories"]),
        "province": [(code, spoken_province(code)) for code in provinces()] if area.everywhere else [],
        "commune": [(code, spoken(code)) for code in communes] if len(communes) > 1 else [],
        "agency": [(one.id, one.name) for one in agencies_near(directory, few, near, who)],
    }


def shown(request: web.Request, words: Mapping[Key, str]) -> Choices:
    """A table of ours in the language of the page."""
    return [(key, sentence(request, said)) for key, said in words.items()]


def named(request: web.Request, words: Mapping[str, str]) -> Choices:
    """Words of the flows, as a list offers them."""
    return [(key, sentence(request, said)) for key, said in words.items()]


def agencies_near(directory: Directory, communes: frozenset[str], province: str, who: Looker) -> Sequence[Agency]:
    """The agencies that could have to act: a province's own and, where communes are few, theirs too."""
    few = communes if len(communes) <= MOST_AGENCIES // 10 else frozenset()
    desk = directory.intake_desk()

    def near(one: Agency) -> bool:
        of_province = one.role in PROVINCE_ROLES and bool(province) and one.province == province
        return of_province or one in (desk, who.agency) or not few.isdisjoint(one.communes)

    found = sorted((one for one in directory.agencies.values() if near(one)), key=lambda one: order(one.name))
    return found[:MOST_AGENCIES]


def offer(form: AnyForm, choices: Mapping[str, Choices], request: web.Request) -> None:
    """Put what may be chosen into the form; a list with nothing to choose is left out."""
    for name, found in choices.items():
        field = form[name]
        if not found or not isinstance(field, SelectField):
            del form[name]
        elif name in ("scope", "state"):
            field.choices = list(found)
        else:
            field.choices = [(ANY[0], sentence(request, ANY[1])), *found]


def filter_of(form: AnyForm) -> Filter:
    """What the form asks for; what is wrong in it is left out."""
    said = {name: field.data for name, field in form._fields.items() if not field.errors and field.data}
    level = str(said.get("urgency", ""))
    return Filter(
        scope=picked(SCOPES, said.get("scope"), "all"), state=picked(STATES, said.get("state"), "open"),
        urgency=Urgency[level] if level in Urgency.__members__ else None, kind=str(said.get("kind", "")),
        province=str(said.get("province", "")), commune=str(said.get("commune", "")),
        agency=str(said.get("agency", "")), unanswered=bool(said.get("unanswered")),
        overdue=bool(said.get("overdue")), since=day(said.get("since"), 0), until=day(said.get("until"), 1),
    )  # fmt: skip


def picked(table: Mapping[Key, str], said: object, otherwise: Key) -> Key:
    """The key of a table that was chosen."""
    return next((key for key in table if key == said), otherwise)


def day(said: object, later: int) -> datetime | None:
    """When a day begins in Vietnam, so many days later."""
    if not isinstance(said, date):
        return None
    return datetime.combine(said + timedelta(days=later), time(), VIETNAM)


def query_of(form: AnyForm) -> str:
    """The filter as the address carries it: what is set and right, in one order."""
    fields: list[tuple[str, Field]] = [(name, form[name]) for name in FIELDS if name in form]
    said = [(name, value_of(field)) for name, field in fields if field.data and not field.errors]
    return urlencode([(name, value) for name, value in said if value])


def value_of(field: Field) -> str:
    """A field's answer in the address."""
    return "y" if field.data is True else str(field.data)
