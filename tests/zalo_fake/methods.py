"""The calls that the fake knows, each with the checks of the protocol page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.zalo_fake.accounts import DAY, Accounts, User
from tests.zalo_fake.answers import ApiError, invalid
from tests.zalo_fake.calls import Call, Json, Sent
from tests.zalo_fake.looking import conversation, detail, followers, recent, whoami
from tests.zalo_fake.messages import Content, content_of, only, part
from tests.zalo_fake.uploads import Uploads

ICONS = frozenset({"/-heart", "/-strong", ":>", ":o", ":-((", ":-h", "/-remove"})
MOST_REACTIONS = 50
MOST_TRACKING = 48
NIGHT = range(6, 22)  # the hours that are not night
Happen = Callable[[str, Sent], None]


@dataclass(slots=True)
class Platform:
    """What a call works on. `happened(event name, message)` is told of everything the account does."""

    accounts: Accounts
    uploads: Uploads
    happened: Happen
    templates: dict[str, dict[str, int]] = field(default_factory=dict)  # id -> parameter -> longest value
    night_rule: bool = False  # whether templates by phone are refused at night (-133); sources differ
    buttons: bool = True  # whether v3 knows the button template; no source shows it
    reactions: dict[str, int] = field(default_factory=dict)
    broadcasts: dict[str, int] = field(default_factory=dict)  # by person: when the last one came

    def cs(self, call: Call) -> object:
        """A message within the window."""
        recipient, quoted = part(call.params, "recipient", dict), part(call.params, "message", dict)
        content = content_of(call.params.get("message"))
        user = self.accounts.reachable(call.oa_id, recipient.get("user_id"))
        self._quoted(user, quoted.get("quote_message_id"))
        if content.buttons and not self.buttons:
            raise ApiError(-233, "template_type button is not supported")
        for asset in content.assets:
            self.uploads.check(call.oa_id, asset)
        spent = self.accounts.spend(user)
        sent = self._send(user, content)
        return self._told(sent) | {"quota": spent}

    def uid_template(self, call: Call) -> object:
        """A template to a person of the account, whenever they wrote last."""
        user = self.accounts.known(call.oa_id, call.params.get("user_id"))
        self._check_template(call.params)
        quotas = self.accounts.quotas[call.oa_id]
        if not quotas.uid:
            raise ApiError(-218)
        quotas.uid -= 1
        return {"message_id": self._template(user, "uid", call.params).message_id}

    def zns(self, call: Call) -> object:
        """A template to a phone number."""
        phone, tracking = call.params.get("phone"), call.params.get("tracking_id", "")
        if not isinstance(phone, str) or not (phone.isdigit() and phone.startswith("84") and len(phone) == 11):
            raise ApiError(-108)
        if not isinstance(tracking, str) or len(tracking) > MOST_TRACKING:
            raise ApiError(-112)
        self._check_template(call.params)
        if self.night_rule and self.accounts.hours.hour not in NIGHT:
            raise ApiError(-133)
        quotas = self.accounts.quotas[call.oa_id]
        if not quotas.zns:
            raise ApiError(-144)
        quotas.zns -= 1
        sent = self._template(self._by_phone(call.oa_id, phone), "zns", call.params)
        told: Json = {"msg_id": sent.message_id, "sent_time": str(sent.at), "sending_mode": "1"}
        left = {"dailyQuota": str(self.accounts.totals.zns), "remainingQuota": str(quotas.zns)}
        return told | {"quota": left}

    def v2_message(self, call: Call) -> object:
        """What is left of v2: a reaction, a broadcast of an article."""
        if "sender_action" in call.params:
            return self._react(call)
        recipient = call.params.get("recipient")
        if isinstance(recipient, dict) and "target" in recipient:
            return self._broadcast(call)
        raise ApiError(-240)

    def quota(self, call: Call) -> object:
        """What may still be said to a person."""
        user = self.accounts.known(call.oa_id, call.params.get("user_id"))
        free = {"remain": self.accounts.free(user), "total": self.accounts.totals.free}
        return {"last_interaction": user.last, "cs_reply": free, "promotion": {"remain": 1, "total": 1}}

    def _quoted(self, user: User, message_id: object) -> None:
        there = {line.get("message_id") for line in self.accounts.lines if user.id in (line["from_id"], line["to_id"])}
        if message_id is not None and message_id not in there:
            raise invalid("quote_message_id")

    def _check_template(self, params: Json) -> None:
        """Raises ApiError if the template is not approved, or is not filled as it must be."""
        known = self.templates.get(str(params.get("template_id")))
        if known is None:
            raise ApiError(-109)
        data = part(params, "template_data", dict)
        for name, longest in known.items():
            if not isinstance(data.get(name), str) or not data[name]:
                raise ApiError(-1121, f"Template data lacks {name}")
            if len(data[name]) > longest:
                raise ApiError(-1122, f"{name} exceeds the length")

    def _by_phone(self, oa_id: str, phone: str) -> User:
        found = (user for (oa, _), user in self.accounts.users.items() if oa == oa_id and user.phone == phone)
        return next(found, None) or User(oa_id, phone, phone)

    def _template(self, user: User, way: str, params: Json) -> Sent:
        accounts = self.accounts
        sent = Sent(user.oa_id, user.id, accounts.new_id(), accounts.hours.ms(), "zns" if way == "zns" else "uid")
        sent.kind, sent.template_id = "template", str(params["template_id"])
        sent.template_data, sent.tracking_id = part(params, "template_data", dict), str(params.get("tracking_id", ""))
        sent.text = "\n".join(f"{name}: {value}" for name, value in sent.template_data.items())
        accounts.add(sent)
        self.happened("oa_send_template", sent)
        return sent

    def _send(self, user: User, content: Content) -> Sent:
        accounts = self.accounts
        sent = Sent(user.oa_id, user.id, accounts.new_id(), accounts.hours.ms(), "cs", content.text, content.kind)
        sent.raw_buttons, sent.image = content.buttons, content.image
        accounts.add(sent)
        self.happened(f"oa_send_{content.kind}", sent)
        return sent

    def _told(self, sent: Sent) -> Json:
        return {"message_id": sent.message_id, "user_id": sent.user_id, "sent_time": str(sent.at)}

    def _react(self, call: Call) -> object:
        """An icon under a message, which costs nothing."""
        action, recipient = part(call.params, "sender_action", dict), part(call.params, "recipient", dict)
        user = self.accounts.known(call.oa_id, recipient.get("user_id"))
        icon, about = part(action, "react_icon", str), part(action, "react_message_id", str)
        if icon not in ICONS:
            raise invalid("react_icon")
        self._quoted(user, about)
        self.reactions[about] = self.reactions.get(about, 0) + 1
        if self.reactions[about] > MOST_REACTIONS:
            raise ApiError(-210)
        sent = Sent(user.oa_id, user.id, about, self.accounts.hours.ms(), "cs", icon, "reaction")
        self.happened("oa_reacted_message", sent)
        return self._told(sent)

    def _broadcast(self, call: Call) -> object:
        """An article to all who follow, by day, once a day to each person."""
        payload = part(part(part(call.params, "message", dict), "attachment", dict), "payload", dict)
        element, text = only(payload), part(call.params, "message", dict).get("text")
        if element.get("media_type") != "article" or text:
            raise ApiError(-233)
        article = part(element, "attachment_id", str)
        if self.accounts.hours.hour not in NIGHT:
            raise ApiError(-234)
        quotas = self.accounts.quotas[call.oa_id]
        if not quotas.broadcast:
            raise ApiError(-211)
        quotas.broadcast -= 1
        now, message_id = self.accounts.hours.ms(), self.accounts.new_id()
        for user in [user for user in self.accounts.users.values() if user.oa_id == call.oa_id and user.follower]:
            if now - self.broadcasts.get(user.id, 0) >= DAY:
                self.broadcasts[user.id] = now
                self.accounts.add(Sent(user.oa_id, user.id, message_id, now, "broadcast", article, "article"))
        return {"message_id": message_id}


Method = Callable[[Platform, Call], object]
METHODS: Mapping[tuple[str, str], Method] = {
    ("POST", "/v3.0/oa/message/cs"): Platform.cs,
    ("POST", "/v3.0/oa/message/template"): Platform.uid_template,
    ("POST", "/v3.0/oa/quota/message"): Platform.quota,
    ("POST", "/v2.0/oa/message"): Platform.v2_message,
    ("POST", "/message/template"): Platform.zns,
    ("GET", "/v3.0/oa/user/detail"): lambda on, call: detail(on.accounts, call),
    ("GET", "/v3.0/oa/user/getlist"): lambda on, call: followers(on.accounts, call),
    ("GET", "/v2.0/oa/getoa"): lambda _on, call: whoami(call),
    ("GET", "/v2.0/oa/listrecentchat"): lambda on, call: recent(on.accounts, call),
    ("GET", "/v2.0/oa/conversation"): lambda on, call: conversation(on.accounts, call),
    ("POST", "/v2.0/oa/upload/image"): lambda on, call: on.uploads.take("image", call),
    ("POST", "/v2.0/oa/upload/gif"): lambda on, call: on.uploads.take("gif", call),
    ("POST", "/v2.0/oa/upload/file"): lambda on, call: on.uploads.take("file", call),
}
BY_PHONE = frozenset({"/message/template", "/message/status", "/message/quota"})  # they say -124 where others say -216
