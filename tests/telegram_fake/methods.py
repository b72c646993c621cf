"""The methods of the Bot API that the fake knows, each with the checks and the error words of the real one."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.telegram_fake.answers import NOT_MODIFIED, QUERY_TOO_OLD, ApiError, bad
from tests.telegram_fake.calls import Call, Json, Sent, Upload
from tests.telegram_fake.chats import BOT, CAN, Chats, message_json
from tests.telegram_fake.markup import check_markup
from tests.telegram_fake.updates import Updates, whole

MOST_TEXT = 4096  # UTF-16 units, as Telegram counts; the fake counts markup too
MOST_CAPTION = 1024
MOST_UPLOAD = {"photo": 10 * 2**20}
MOST_UPLOAD_ELSE = 50 * 2**20
MOST_DOWNLOAD = 20 * 2**20
MOST_DELETED = 100
UNKNOWN_FILE = "wrong file identifier/HTTP URL specified"
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(slots=True)
class Bot:
    """What a method works on."""

    chats: Chats
    updates: Updates

    async def get_me(self, _call: Call) -> object:
        return {**BOT, **CAN}

    async def get_updates(self, call: Call) -> object:
        return await self.updates.poll(call)

    async def set_webhook(self, call: Call) -> object:
        url, secret = text_of(call, "url"), text_of(call, "secret_token")
        if url and not url.startswith(("https://", "http://127.0.0.1:")):  # loopback is the fake's own leave
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self._drop(call)
        self.updates.allow(call.params.get("allowed_updates"))
        self.updates.move(url, secret, min(max(whole(call.params.get("max_connections"), 40), 1), 100))
        return True

    async def delete_webhook(self, call: Call) -> object:
        self._drop(call)
        self.updates.move("")
        return True

    async def get_webhook_info(self, _call: Call) -> object:
        hook, waiting = self.updates.hook, len(self.updates.waiting)
        info: Json = {"url": hook.url, "has_custom_certificate": False}
        info["pending_update_count"] = waiting + len(hook.unsent())
        if hook.url:
            info["max_connections"] = hook.most
        if hook.problem:
            info |= {"last_error_date": int(hook.failed_at), "last_error_message": hook.problem}
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    async def send_message(self, call: Call) -> object:
        text = text_of(call, "text")
        if not text.strip():
            raise bad("message text is empty")
        if units(text) > MOST_TEXT:
            raise bad("message is too long")
        return self._send(call, text, {})

    async def send_file(self, call: Call) -> object:
        """sendPhoto, sendDocument, sendVoice, sendVideo: an upload, or an id of a file that is known."""
        kind = call.method.lower().removeprefix("send")
        upload = self._upload(call, kind)
        caption = text_of(call, "caption")
        if units(caption) > MOST_CAPTION:
            raise bad("message caption is too long")
        found = self._send(call, caption, {kind: upload})
        return found | {kind: in_message(kind, file_json(self.chats.keep_file(upload), upload))}

    async def send_chat_action(self, call: Call) -> object:
        chat_of_call(call)
        return True

    async def edit_text(self, call: Call) -> object:
        message = self._mine(call, "message to edit not found")
        text = text_of(call, "text")
        if not text.strip() or units(text) > MOST_TEXT:
            raise bad("message text is empty" if not text.strip() else "message is too long")
        markup = check_markup(call.params.get("reply_markup"), message.chat_id > 0)
        return edited(message, text, markup)

    async def edit_markup(self, call: Call) -> object:
        message = self._mine(call, "message to edit not found")
        return edited(message, message.text, check_markup(call.params.get("reply_markup"), message.chat_id > 0))

    async def delete_message(self, call: Call) -> object:
        self._mine(call, "message to delete not found").deleted = True
        return True

    async def delete_messages(self, call: Call) -> object:
        """Those that are not there are passed over."""
        wanted = call.params.get("message_ids")
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= MOST_DELETED:
            raise bad("message identifiers are not specified" if not wanted else "too many message identifiers")
        for message in self.chats.sent:
            if message.chat_id == chat_of_call(call) and message.message_id in wanted:
                message.deleted = True
        return True

    async def answer_query(self, call: Call) -> object:
        query = text_of(call, "callback_query_id")
        if query not in self.chats.queries:
            raise bad(QUERY_TOO_OLD)
        self.chats.queries.discard(query)
        return True

    async def set_commands(self, call: Call) -> object:
        commands = call.params.get("commands")
        if not isinstance(commands, list):
            raise bad("can't parse commands JSON object")
        if not all(COMMAND.fullmatch(str(command.get("command"))) for command in commands):
            raise bad("BOT_COMMAND_INVALID")
        if not all(1 <= len(str(command.get("description", ""))) <= 256 for command in commands):
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.chats.commands = commands
        return True

    async def get_commands(self, _call: Call) -> object:
        return self.chats.commands

    async def say_true(self, _call: Call) -> object:
        return True

    async def get_file(self, call: Call) -> object:
        file_id = text_of(call, "file_id")
        if file_id not in self.chats.files:
            raise bad("invalid file_id")
        upload = self.chats.files[file_id]
        if len(upload.data) > MOST_DOWNLOAD:
            raise bad("file is too big")
        return file_json(file_id, upload) | {"file_path": f"files/{file_id}"}

    def _send(self, call: Call, text: str, files: Mapping[str, Upload]) -> Json:
        chat_id = chat_of_call(call)
        markup = check_markup(call.params.get("reply_markup"), chat_id > 0)
        message = Sent(chat_id, self.chats.new_id(), call.method, text, call, markup, files)
        self.chats.add(message)
        return message_json(message) | ({"caption": text} if files else {"text": text})

    def _upload(self, call: Call, kind: str) -> Upload:
        named = text_of(call, kind).removeprefix("attach://")
        upload = call.files.get(kind) or call.files.get(named) or self.chats.files.get(named)
        if upload is None:
            raise bad(UNKNOWN_FILE if named else f"there is no {kind} in the request")
        if not upload.data:
            raise bad("file must be non-empty")
        if len(upload.data) > MOST_UPLOAD.get(kind, MOST_UPLOAD_ELSE):
            raise ApiError(413, "Request Entity Too Large")
        return upload

    def _mine(self, call: Call, words: str) -> Sent:
        return self.chats.find(chat_of_call(call), call.params.get("message_id"), words)

    def _drop(self, call: Call) -> None:
        if call.params.get("drop_pending_updates"):
            self.updates.hook.take_back()
            self.updates.waiting.clear()


def edited(message: Sent, text: str, markup: Json) -> Json:
    """The message with other words or buttons. Raises ApiError if nothing changes."""
    if (text, markup) == (message.text, message.markup):
        raise bad(NOT_MODIFIED)
    message.text, message.markup = text, markup
    return message_json(message) | {"text": text}


def file_json(file_id: str, upload: Upload) -> Json:
    """A file as it stands in an answer."""
    return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(upload.data)}


def in_message(kind: str, file: Json) -> object:
    """A file as it stands in a message; a photo is a list of sizes."""
    return [file | {"width": 90, "height": 90}] if kind == "photo" else file


def text_of(call: Call, name: str) -> str:
    """A parameter in words, "" if it is missing."""
    value = call.params.get(name)
    return "" if value is None else str(value)


def chat_of_call(call: Call) -> int:
    """The chat a call is about. Raises ApiError if there can be none."""
    found = call.params.get("chat_id")
    if isinstance(found, int) and found:
        return found
    raise bad("chat not found" if found else "chat_id is empty")


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


METHODS: Mapping[str, Callable[[Bot, Call], Awaitable[object]]] = {
    "getme": Bot.get_me,
    "getupdates": Bot.get_updates,
    "setwebhook": Bot.set_webhook,
    "deletewebhook": Bot.delete_webhook,
    "getwebhookinfo": Bot.get_webhook_info,
    "sendmessage": Bot.send_message,
    "sendphoto": Bot.send_file,
    "senddocument": Bot.send_file,
    "sendvoice": Bot.send_file,
    "sendvideo": Bot.send_file,
    "sendchataction": Bot.send_chat_action,
    "editmessagetext": Bot.edit_text,
    "editmessagereplymarkup": Bot.edit_markup,
    "deletemessage": Bot.delete_message,
    "deletemessages": Bot.delete_messages,
    "answercallbackquery": Bot.answer_query,
    "setmycommands": Bot.set_commands,
    "getmycommands": Bot.get_commands,
    "setmydescription": Bot.say_true,
    "setmyshortdescription": Bot.say_true,
    "getfile": Bot.get_file,
}
