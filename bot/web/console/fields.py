"""Forms of the console: WTForms with our own words, so that each mistake is said beside its field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from aiohttp import web
from multidict import MultiMapping
from wtforms import Field, Form
from wtforms.validators import ValidationError

from bot.web.rendering import sentence
from bot.web.seat import Form as Fields
from bot.web.words import N_

# WTForms' own sentences as we say them; what is not here is said as it is.
SENTENCES: Mapping[str, str] = {
    "This field is required.": N_("Hãy điền ô này."),
    "Not a valid choice.": N_("Hãy chọn một trong các lựa chọn."),
    "Not a valid choice": N_("Hãy chọn một trong các lựa chọn."),
    "Not a valid date value.": N_("Ngày chưa đúng. Hãy viết như 2027-06-01."),
    "Not a valid integer value.": N_("Hãy viết một số nguyên."),
    "Invalid input.": N_("Nội dung ô này chưa đúng."),
}

FIRST_YEAR, LAST_YEAR = 2000, 2100
Answers = Fields | MultiMapping[str]  # a form that was sent, or the query of an address


class Received:
    """A form's fields as WTForms reads them."""

    def __init__(self, fields: Answers) -> None:
        self._fields = fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def getlist(self, name: str) -> list[object]:
        """Every value under this name."""
        return list(self._fields.getall(name, []))


class Words:
    """WTForms' translations: our sentences in the language of the page."""

    def __init__(self, request: web.Request) -> None:
        self._request = request

    def gettext(self, text: str) -> str:
        """The sentence to show."""
        return sentence(self._request, SENTENCES.get(text, text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The same; our sentences do not count."""
        return self.gettext(one if n == 1 else many)


class ConsoleForm(Form):
    """A form whose mistakes are said in the language of the page; build it with `filled`."""

    class Meta:
        request: web.Request | None = None

        def get_translations(self, form: Form) -> Words | None:
            """Our own words instead of the library's."""
            return Words(self.request) if self.request else None


def near(_form: Form, field: Field) -> None:
    """A day that this program can have to do with, and every database can count. Raises ValidationError."""
    if isinstance(field.data, date) and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(field.gettext(N_("Hãy chọn một ngày từ năm 2000 đến năm 2100.")))


def filled(form: type[ConsoleForm], request: web.Request, fields: Answers | None = None, **values: object) -> Form:
    """The form with what was sent, else with these values."""
    received = Received(fields) if fields is not None else None
    return form(received, data=values, meta={"request": request})


def problems(form: Form) -> Sequence[tuple[str, str]]:
    """The label of each field that is wrong, and why: for the summary above the form."""
    return [(str(field.label.text), str(said)) for field in form for said in field.errors]
