"""What Zalo checks of a message within the window: its text, its one attachment, its buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tests.zalo_fake.answers import ApiError, invalid
from tests.zalo_fake.calls import Json

MOST_TEXT = 2000
MOST_BUTTONS = 5
MOST_TITLE = 100
MOST_SUBTITLE = 500
MOST_PAYLOAD = 1000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What a person will see."""

    text: str
    kind: str = "text"
    buttons: list[Json] = field(default_factory=list)
    image: str = ""
    assets: tuple[str, ...] = ()  # uploaded things it uses


def content_of(message: object) -> Content:
    """The content of `message`. Raises ApiError as Zalo would."""
    if not isinstance(message, dict):
        raise invalid("message")
    text = text_of(message)
    attachment = message.get("attachment")
    if attachment is None:
        if not text.strip():
            raise invalid("text")
        return Content(text)
    kind, payload = part(attachment, "type", str), part(attachment, "payload", dict)
    if kind not in ATTACHED:
        raise ApiError(-233)
    return ATTACHED[kind](text, payload)


def text_of(message: Json) -> str:
    """Its text, "" for none. Raises ApiError if it is too long."""
    text = message.get("text", "")
    if not isinstance(text, str):
        raise invalid("text")
    if len(text) > MOST_TEXT:
        raise ApiError(-210, f"text exceeds the limit of {MOST_TEXT} characters")
    return text


def part(holder: object, name: str, kind: type[T]) -> T:
    """What an object holds under this name. Raises ApiError if it is missing or of another kind."""
    found = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(found, kind):
        raise invalid(name)
    return found


def templated(text: str, payload: Json) -> Content:
    """An attachment of type "template"."""
    kind = part(payload, "template_type", str)
    if kind not in TEMPLATES:
        raise ApiError(-233, f"template_type {kind} is not supported")
    return TEMPLATES[kind](text, payload)


def file(text: str, payload: Json) -> Content:
    """An uploaded file, by its token."""
    token = part(payload, "token", str)
    return Content(text, "file", image=token, assets=(token,))


def media(text: str, payload: Json) -> Content:
    """A picture, a moving one, a sticker: by its address or by what an upload gave, never both."""
    element = only(payload)
    kind, url, asset = part(element, "media_type", str), element.get("url"), element.get("attachment_id")
    if kind not in {"image", "gif", "sticker"}:
        raise ApiError(-233, f"media_type {kind} is not supported")
    if bool(url) == bool(asset) or (kind == "sticker" and url):
        raise invalid("attachment_id")
    if kind == "gif" and not (element.get("width") and element.get("height")):
        raise invalid("width")
    if url:
        return Content(text, kind, image=web_address(url))
    uploaded = (str(asset),) if kind != "sticker" else ()
    return Content(text, kind, image=str(asset), assets=uploaded)


def request_info(text: str, payload: Json) -> Content:
    """A form in which a person may leave name, phone and address."""
    element = only(payload)
    title, subtitle = part(element, "title", str), part(element, "subtitle", str)
    web_address(element.get("image_url"))
    if not title or len(title) > MOST_TITLE or len(subtitle) > MOST_SUBTITLE:
        raise ApiError(-210, "title or subtitle exceeds the limit")
    return Content(f"{text}\n{title}\n{subtitle}".strip(), "template", [{"title": title, "type": "info"}])


def buttoned(text: str, payload: Json) -> Content:
    """Buttons under a text."""
    buttons = part(payload, "buttons", list)
    if not text.strip():
        raise invalid("text")
    if not 1 <= len(buttons) <= MOST_BUTTONS:
        raise ApiError(-210, f"buttons exceed the limit of {MOST_BUTTONS}")
    for button in buttons:
        check_button(button)
    return Content(text, "template", buttons)


def check_button(button: object) -> None:
    """Raises ApiError if a button is not one."""
    title, kind = part(button, "title", str), part(button, "type", str)
    if not 1 <= len(title) <= MOST_TITLE:
        raise ApiError(-210, f"title exceeds the limit of {MOST_TITLE} characters")
    if kind not in PAYLOADS:
        raise ApiError(-233, f"type {kind} is not supported")
    assert isinstance(button, dict)
    PAYLOADS[kind](button.get("payload"))


def query(payload: object) -> None:
    """A word that comes back as the person's text."""
    if not isinstance(payload, str) or not payload:
        raise invalid("payload")
    if len(payload) > MOST_PAYLOAD:
        raise ApiError(-210, f"payload exceeds the limit of {MOST_PAYLOAD} characters")


def web_address(found: object) -> str:
    """A public address; loopback is the fake's own leave."""
    if not isinstance(found, str) or not found.startswith(("https://", "http://127.0.0.1:")):
        raise invalid("url")
    return found


def only(payload: Json) -> Json:
    """The one element there may be."""
    elements = part(payload, "elements", list)
    if len(elements) != 1 or not isinstance(elements[0], dict):
        raise invalid("elements")
    return elements[0]


ATTACHED: Mapping[str, Callable[[str, Json], Content]] = {"template": templated, "file": file}
TEMPLATES: Mapping[str, Callable[[str, Json], Content]] = {  # "list" is not there: said to be gone with v3
    "media": media,
    "request_user_info": request_info,
    "button": buttoned,
}
PAYLOADS: Mapping[str, Callable[[object], object]] = {
    "oa.open.url": lambda payload: web_address(part(payload, "url", str)),
    "oa.query.show": query,
    "oa.query.hide": query,
    "oa.open.sms": lambda payload: (part(payload, "content", str), part(payload, "phone_code", str)),
    "oa.open.phone": lambda payload: part(payload, "phone_code", str),
}
