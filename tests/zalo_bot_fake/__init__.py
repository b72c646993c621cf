"""A Zalo Bot Platform of our own: its JSON over HTTP on loopback, both shapes of its updates, and what goes wrong.

    async with FakeZaloBot() as fake:
        …                                   # the program, with zalo_bot_token=fake.token, zalo_bot_api=fake.api
        lan = fake.person("ab01")
        lan.say("ba em lại đánh em rồi")
        await lan.hears("nguy hiểm")
        lan.say("1")

Composed from the protocol page, B; nothing was captured. What the page leaves open is a switch: `shape`, `listed`,
`clean_is_404`, `errors_as_200`.
"""

from tests.zalo_bot_fake.calls import Call, Json, Sent
from tests.zalo_bot_fake.person import ZaloPerson
from tests.zalo_bot_fake.server import FakeZaloBot

__all__ = ["Call", "FakeZaloBot", "Json", "Sent", "ZaloPerson"]
