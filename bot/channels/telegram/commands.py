"""Telegram's commands and deep links, as the words that everybody may type."""

import re

COMMANDS = {
    "sos": "SOS",
    "an": "ẩn",
    "dung": "dừng",
    "stop": "ngừng nhắc",  # what people of Telegram type to hear no more
    "ma": "mã",
    "nguoi": "gặp người",
    "help": "trợ giúp",
    "menu": "menu",
    "en": "English",
    "vi": "Tiếng Việt",
    "ds": "danh sách",
    "duty": "lịch trực",
}
SHOWN = {  # what the menu of Telegram lists; "ds" and "duty" are only for officers, who know them
    "": {
        "sos": "Khẩn cấp: số cần gọi ngay",
        "an": "Ẩn: xóa đoạn chat này",
        "dung": "Dừng hỏi",
        "stop": "Ngừng nhận lời nhắc",
        "ma": "Xem mã theo dõi",
        "nguoi": "Gặp người thật",
        "menu": "Về đầu",
        "help": "Trợ giúp",
        "en": "English",
    },
    "en": {
        "sos": "Emergency: numbers to call now",
        "an": "Hide: remove this chat",
        "dung": "Stop the questions",
        "stop": "No more reminders",
        "ma": "My follow-up code",
        "nguoi": "A real person, please",
        "menu": "Start again",
        "help": "Help",
        "vi": "Tiếng Việt",
    },
}  # language code -> command -> what it does; "" is for everybody else
ALONE = re.compile(r"\s*/([A-Za-z]{1,32})(?:@\w{1,64})?\s*")
START = re.compile(r"\s*/start(?:@\w{1,64})?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*", re.IGNORECASE)
INVITE = "lk_"
SUBSCRIBE = re.compile(r"sub(?:_(\d{5})(?:_([a-z0-9]+(?:-[a-z0-9]+)*))?)?", re.ASCII)  # commune, school


def plain(said: str) -> str:
    """The words a command stands for; everything that is no command of ours is passed on as it is."""
    if start := START.fullmatch(said):
        return started(start[1] or "")
    alone = ALONE.fullmatch(said)
    return COMMANDS.get(alone[1].lower(), said) if alone else said


def started(code: str) -> str:
    """A link into the bot: reminders for a commune or a school, an invitation for an officer, else the beginning."""
    if asked := SUBSCRIBE.fullmatch(code):
        return " ".join(("đăng ký", *filter(None, asked.groups())))
    invited = code.startswith(INVITE) and len(code) > len(INVITE)
    return f"liên kết {code.removeprefix(INVITE)}" if invited else "/start"
