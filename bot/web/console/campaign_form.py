"""The composer's form: a campaign's words as fields, and back; the readers of its file decide what is right."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from wtforms import BooleanField, Form, HiddenField, SelectMultipleField, StringField, TextAreaField

from bot.web.console.campaign_days import in_sentences
from bot.web.console.campaign_words import LABELS, ROLE_WORDS, TOPIC_WORDS
from bot.web.console.fields import ConsoleForm
from referral.alphabet import order
from referral.campaigns import LANGUAGES, Campaign
from referral.campaigns.audience import sentence
from referral.conditions import Condition
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit, units
from referral.jurisdiction.words import spoken, spoken_province
from referral.roles import OFFICES

CHOSEN: Mapping[str, str] = {"provinces": "province", "communes": "commune", "roles": "role"}  # field -> condition
CODE = re.compile(r"([0-9]{5})\b")
LONG = {"maxlength": "8000", "rows": "6", "spellcheck": "true"}
AS_THEY_ARE = ("title", "topic", "when", "at", *LANGUAGES, "link", "flow", "sender", "article", "picture")


class CampaignForm(ConsoleForm):
    """Every word of a campaign as a field."""

    name = StringField(LABELS["name"], render_kw={"maxlength": "40", "autocomplete": "off"})
    title = StringField(LABELS["title"], render_kw={"maxlength": "100"})
    topic = StringField(LABELS["topic"])
    when = StringField(LABELS["when"], render_kw={"autocomplete": "off"})
    at = StringField(LABELS["at"], render_kw={"inputmode": "numeric"})
    days = StringField(LABELS["days"], render_kw={"inputmode": "numeric"})
    spread = StringField(LABELS["spread"], render_kw={"inputmode": "numeric"})
    provinces = SelectMultipleField(LABELS["provinces"], choices=[])
    communes = TextAreaField(LABELS["communes"], render_kw={"rows": "3"})
    roles = SelectMultipleField(LABELS["roles"], choices=[])
    more = StringField(LABELS["more"], render_kw={"autocomplete": "off"})
    vi = TextAreaField(LABELS["vi"], render_kw={**LONG, "lang": "vi"})
    en = TextAreaField(LABELS["en"], render_kw={**LONG, "lang": "en"})
    link = StringField(LABELS["link"], render_kw={"inputmode": "url", "placeholder": "https://"})
    flow = StringField(LABELS["flow"])
    sender = StringField(LABELS["sender"], render_kw={"maxlength": "100"})
    article = StringField(LABELS["article"], render_kw={"autocomplete": "off"})
    neutral = BooleanField(LABELS["neutral"])
    picture = HiddenField()


def offered(flows: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What can be chosen in the lists, by field: provinces, roles, and the conversations a button may begin."""
    provinces = sorted(((code, spoken_province(code)) for code in units().provinces), key=lambda one: order(one[1]))
    offices = ((role, office.said[0]) for role, office in OFFICES.items())
    return {
        "topic": tuple(TOPIC_WORDS.items()),
        "provinces": provinces,
        "roles": (*ROLE_WORDS.items(), *offices),
        "flow": (("", "–"), *flows),
    }


def values_of(campaign: Campaign) -> Mapping[str, object]:
    """What the fields show of a campaign."""
    plain = {word: getattr(campaign, word) for word in AS_THEY_ARE if word not in LANGUAGES}
    return {
        **plain,
        **campaign.texts,
        **chosen(campaign.audience),
        "name": campaign.name,
        "at": f"{campaign.at:%H:%M}",
        "days": str(campaign.days),
        "spread": str(campaign.spread // timedelta(minutes=1)),
        "neutral": campaign.neutral,
    }


def chosen(audience: Sequence[Condition]) -> Mapping[str, object]:
    """The audience as fields: the first list of places and of roles in theirs, all else as sentences."""
    found: dict[str, Condition] = {}
    for field, name in CHOSEN.items():
        those = (one for one in audience if one.name == name and one.verb in ("is", "is one of"))
        if first := next(those, None):
            found[field] = first
    rest = [one for one in audience if one not in found.values()]
    words: dict[str, list[str]] = {field: list(one.words) for field, one in found.items()}
    communes = "\n".join(f"{code} {spoken(code)}" for code in words.get("communes", []))
    return {**words, "communes": communes, "more": " and ".join(map(sentence, rest))}


def raw_of(form: Form) -> tuple[Mapping[str, object], Sequence[str]]:
    """The table that the file of this campaign would have, and the lines that are no commune."""
    raw: dict[str, object] = {word: str(form[word].data or "").replace("\r\n", "\n") for word in AS_THEY_ARE}
    raw["when"] = in_sentences(str(raw["when"]))
    raw |= {word: number(str(form[word].data or "")) for word in ("days", "spread")}
    codes, unknown = communes_in(str(form["communes"].data or ""))
    lists = {"province": form["provinces"].data or [], "commune": codes, "role": form["roles"].data or []}
    listed = [f"{name} is one of {', '.join(words)}" for name, words in lists.items() if words]
    more = " ".join(str(form["more"].data or "").split())
    return {
        **raw, "audience": " and ".join([*listed, *([more] if more else [])]), "neutral": bool(form["neutral"].data),
    }, unknown  # fmt: skip


def number(words: str) -> int | str:
    """A whole number, or what was typed instead, for its reader to refuse."""
    return int(words) if words.strip().isdecimal() and len(words) < 6 else words


def communes_in(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """The communes named in lines, by code or by name with the province, and the lines that name none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = {line: commune_in(line) for line in lines}
    return list(dict.fromkeys(code for code in found.values() if code)), [line for line in lines if not found[line]]


def commune_in(line: str) -> str:
    """The code of the commune that is meant, "" if none or several are."""
    code = CODE.match(line)
    if code:
        return code[1] if unit(code[1]) else ""
    place = resolve(line)
    return place.codes[0] if place.status == "commune" else ""


def sent_again(form: Form) -> Iterator[tuple[str, str]]:
    """Each field by its label with what stands in it, to be compared."""
    for field in form:
        shown = ", ".join(field.data) if isinstance(field.data, list) else str(field.data or "")
        yield str(field.label.text), shown
