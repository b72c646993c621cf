"""A Telegram of our own: the Bot API's real encoding and words over HTTP on loopback, with everything that goes wrong.

    async with FakeTelegram() as fake:
        …                                   # the program, with telegram_token=fake.token, telegram_api=fake.api
        lan = fake.person(7001)
        lan.say("ba em lại đánh em rồi")
        message = await lan.hears("nguy hiểm")
        lan.press(message, "Có")

Its words of errors are composed from the open source of the Bot API server and from channels.md; nothing was captured.
"""

from tests.telegram_fake.calls import Call, Json, Sent, Upload
from tests.telegram_fake.person import TelegramPerson
from tests.telegram_fake.server import FakeTelegram

__all__ = ["Call", "FakeTelegram", "Json", "Sent", "TelegramPerson", "Upload"]
