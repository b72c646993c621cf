"""A Zalo Official Account platform of our own: the real wire over HTTP on loopback, with everything that goes wrong.

    async with FakeZalo() as fake:
        fake.hook_url = "http://127.0.0.1:8080/hook/zalo_oa"
        …                                   # the program, with zalo_api, zalo_business_api, zalo_oauth = fake.api
        lan = fake.person("Lan")
        lan.say("ba em lại đánh em rồi")
        message = await lan.hears("nguy hiểm")
        lan.press(message, "Có")

Composed from the protocol page (channels.md, section A) alone; nothing was captured, and no code of ours is used.
"""

from tests.zalo_fake.calls import Call, Json, Sent, Upload
from tests.zalo_fake.person import Admin, Person
from tests.zalo_fake.server import FakeZalo

__all__ = ["Admin", "Call", "FakeZalo", "Json", "Person", "Sent", "Upload"]
