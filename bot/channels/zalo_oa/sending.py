"""What a message of ours looks like to Zalo: the bodies of the calls, with buttons or as numbered lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.channels.zalo_oa.buttons import payload
from flows.fitting import CHANNELS, fit
from flows.model import Say
from handlers.events import OutgoingMessage

Body = Mapping[str, object]

LIMITS = CHANNELS["zalo_oa"]
NUMBERED = replace(LIMITS, buttons=0)
CALLED = re.compile(r"(?<![\w./-])11[1345](?![\w/-]|[.,]\d)", re.ASCII)  # the numbers that a child can tap to call
MOST_SUBTITLE = 500
ASKS_NUMBER = "Gửi số của tôi / Share my number"  # in both languages: what it stands beside is in one of them
WHAT_FOR = "Để cán bộ gọi lại cho bạn. Bạn không gửi cũng được. / So that an officer can call you. You need not."


def texts(message: OutgoingMessage) -> list[Body]:
    """The words without buttons, which then are lines to answer by number; several where they are too long for one."""
    return [{"text": say.text} for say in fit(Say(message.text, message.buttons), NUMBERED)]


def with_buttons(message: OutgoingMessage) -> list[Body]:
    """The words, the buttons under the last of them, and after these what can be tapped to call."""
    *parts, last = [say.text for say in fit(Say(message.text), NUMBERED)]
    buttons = [*answers(message), *phones(message)][: LIMITS.buttons]
    return [*({"text": part} for part in parts), {"text": last, "attachment": template("button", buttons=buttons)}]


def has_buttons(message: OutgoingMessage) -> bool:
    """Whether there is anything to tap."""
    return bool(message.buttons or phones(message))


def answers(message: OutgoingMessage) -> list[Body]:
    """Buttons that know the question they answer; pressed, they say so unseen."""
    return [
        {"title": words, "type": "oa.query.hide", "payload": payload(message.question, words)}
        for words in message.buttons
    ]


def phones(message: OutgoingMessage) -> list[Body]:
    """A button for each emergency number that a citizen is told to call; an officer's text counts alerts too.

    A campaign is sent as it was shown before: with the buttons it has.
    """
    campaign = message.notice is not None and message.notice.kind == "campaign"
    numbers = dict.fromkeys([] if message.guarded or campaign else CALLED.findall(message.text))
    return [{"title": f"📞 {n}", "type": "oa.open.phone", "payload": {"phone_code": n}} for n in numbers]


def asks_phone(image_url: str) -> Body:
    """The form in which a person may leave their number."""
    element = {"title": ASKS_NUMBER, "subtitle": WHAT_FOR[:MOST_SUBTITLE], "image_url": image_url}
    return {"attachment": template("request_user_info", elements=[element])}


def caption(message: OutgoingMessage) -> str:
    """The words that a picture can bear; "" for words with buttons, or too long: these stand below it."""
    said = texts(message)
    return str(said[0]["text"]) if len(said) == 1 and not message.buttons else ""


def picture(caption: str, asset: str, size: tuple[int, int] | None) -> Body:
    """An uploaded picture under its words; `size` for one that moves."""
    moving = {"media_type": "gif", "width": size[0], "height": size[1]} if size else {"media_type": "image"}
    words = {"text": caption} if caption else {}
    return {**words, "attachment": template("media", elements=[{**moving, "attachment_id": asset}])}


def file(token: str) -> Body:
    """An uploaded file, which stands alone."""
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def broadcast(article_id: str) -> Body:
    """An article of the account's for all its followers: Zalo takes no words of ours here, only what it approved."""
    article = template("media", elements=[{"media_type": "article", "attachment_id": article_id}])
    return {"recipient": {"target": {}}, "message": {"attachment": article}}


def template(kind: str, **more: Sequence[Body]) -> Body:
    """An attachment of Zalo's own shapes; these have nothing to do with approved templates."""
    return {"type": "template", "payload": {"template_type": kind, **more}}
