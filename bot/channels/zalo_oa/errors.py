"""What each error code of Zalo means: one table of classes, one of what follows; the platform's words are never kept.

Codes from the error lists of the Official Account API (-2xx, -3xx) and of template messages by phone (-1xx). Zalo
answers HTTP 200 all the same: only `error` tells.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from bot.channels import ChannelDown, ChannelError, NotNow, OutOfReach, PersonGone, Refused, State, Throttled
from bot.metrics import ZALO_ERRORS
from referral.records import dataclass

Kind = Literal[
    "refresh",
    "slow",
    "back_off",
    "reupload",
    "asset",
    "night",
    "quota",
    "enough",
    "window",
    "gone",
    "person",
    "payload",
    "human",
]
Api = Literal["oa", "phone"]

SLOW_SECONDS = 15.0  # the limit counts a minute; some of it has passed when we hear of it
QUOTA_SECONDS = 3600.0  # a quota comes back at midnight or is bought: asked again every hour

HUMAN: Mapping[int, str] = {  # what only the deployer can put right, in words for them
    -204: "the account was deleted",
    -205: "the account is not there",
    -209: "the app was not approved",
    -212: "the app lacks a right",
    -219: "the app was removed or switched off",
    -221: "the account must be verified",
    -223: "the app lacks a right, or its quota is used up: the words tell",
    -224: "the account needs a paid package",
    -235: "the package does not hold this",
    -242: "appsecret_proof is missing or wrong",
    -320: "the app needs a wallet",
    -321: "the wallet is empty",
    -101: "the app is invalid",
    -102: "the app is not there",
    -103: "the app is not active",
    -104: "the app's secret key is wrong",
    -105: "the app and the account are not connected",
    -115: "the wallet is empty",
    -117: "the account may not use this template",
    -135: "the account may not send by phone",
    -136: "no wallet is connected",
    -137: "the wallet could not pay",
    -138: "the app may not use this",
    -145: "the account may not send this kind",
    -146: "the template is switched off",
}
CODES: Mapping[int, Kind] = {
    **dict.fromkeys(HUMAN, "human"),
    -216: "refresh",  # invalid access token
    -220: "refresh",  # access token expired or removed
    -124: "refresh",  # the same, for messages by phone
    -401: "refresh",  # the same, from a gateway in front; seen with either sign
    401: "refresh",
    216: "refresh",
    -32: "slow",  # 4,000 requests a minute: of the app or of this account, the words tell
    -200: "back_off",  # could not be sent, without a reason
    -100: "reupload",  # what was uploaded expired; for messages by phone: an unknown fault
    -133: "night",  # templates that rest from 22:00 to 06:00
    -234: "night",  # broadcasts, 06:00 to 21:59
    -144: "quota",  # messages by phone of this day
    -147: "quota",  # messages of this template
    -1441: "quota",  # promotion messages by phone
    -1472: "quota",  # promotion messages of this day
    -211: "quota",  # messages of this account
    -218: "enough",  # messages that this person may get on this day
    -230: "window",  # no interaction within 7 days
    -232: "window",  # no interaction yet, or too long ago
    -213: "gone",  # does not follow the account
    -227: "gone",  # banned, or inactive for 45 days
    -108: "gone",  # no valid telephone number
    -114: "gone",  # this Zalo account is locked, or not there
    -118: "gone",  # this number has no Zalo
    -119: "gone",  # this Zalo account receives nothing
    -244: "person",  # turned this kind of message off
    -139: "person",  # refuses messages of this kind
    -140: "person",  # refuses messages of this account
    -141: "person",  # refuses messages by phone
    -201: "payload",  # a field is invalid: of a message with buttons perhaps the buttons
    -210: "payload",  # a parameter has no place here
    -233: "payload",  # this type of message is not supported
    -238: "asset",  # an asset is not there
    -240: "payload",  # an old way of sending that is shut
    -241: "asset",  # an asset is not ours
    -248: "payload",  # against the platform's rules
    -249: "payload",  # against the platform's rules, again
    -109: "payload",  # no such template
    -112: "payload",  # what fills the template does not fit
    -1121: "payload",  # a field of the template is missing
    -1122: "payload",  # a field that the template does not have
    -1123: "payload",  # a field in a wrong form
    -1124: "payload",  # a field that is too long
    -131: "payload",  # this template is not approved
    -132: "payload",  # a parameter is wrong
}
BY_PHONE: Mapping[int, Kind] = {-100: "back_off"}  # where the same number means something else
BY_WORDS: Mapping[int, tuple[tuple[str, ...], Kind]] = {  # two meanings: these words tell that it is the second one
    -32: (("quota", "daily", "hạn mức"), "quota"),
    -223: (("quota", "limit", "exceed", "hạn mức", "vượt"), "quota"),
}

FOLLOWS: Mapping[Kind, Callable[[], ChannelError]] = {
    "refresh": lambda: ChannelDown("Zalo does not take our token."),
    "slow": lambda: Throttled(SLOW_SECONDS),
    "back_off": lambda: ChannelDown("Zalo could not do it now."),
    "reupload": lambda: ChannelDown("What was uploaded is not there any more."),
    "asset": lambda: Refused("Zalo does not know what was uploaded."),
    "night": lambda: NotNow(QUOTA_SECONDS),  # `in_the_morning` knows better where there is a clock
    "quota": lambda: NotNow(QUOTA_SECONDS),
    "enough": lambda: Throttled(QUOTA_SECONDS),  # of one person: the account's quota is not gone
    "window": lambda: OutOfReach("Zalo's window for this person is closed."),
    "gone": lambda: PersonGone("The person left, or is not on Zalo."),
    "person": lambda: OutOfReach("The person does not take messages of this kind."),
    "payload": lambda: Refused("Zalo does not take this message."),
    "human": lambda: ChannelDown("Zalo wants something of the deployer: docs/channels.md."),
}
STATES: Mapping[Kind, State] = {
    "refresh": "token_refused",
    "slow": "throttled",
    "quota": "quota_gone",
    "human": "needs_human",
}  # how the platform stands after such an answer; after all others it is up: it answered


@dataclass(frozen=True, slots=True)
class Told:
    """What an error code tells: of which kind it is, and what the desk is to do."""

    kind: Kind
    error: ChannelError
    state: State


def told(code: int, words: str, api: Api = "oa") -> Told:
    """What follows from this code; counted. A code nobody knows is tried again, and counted as unknown."""
    kind = kind_of(code, words, api)
    ZALO_ERRORS.labels(kind or "unknown").inc()
    if kind is None:
        return Told("back_off", ChannelDown("Zalo gives a reason that we do not know."), "up")
    return Told(kind, FOLLOWS[kind](), STATES.get(kind, "up"))


def remedy(account: str, code: int) -> str:
    """What the deployer must put right, as a sentence."""
    why = HUMAN.get(code, "unknown")
    return f"Zalo refuses account {account} with {code}: {why}. Put it right in Zalo's console (docs/channels.md)."


def kind_of(code: int, words: str, api: Api = "oa") -> Kind | None:
    """Of which kind a code is; None if nobody knows it. Two codes have two meanings: only their words tell."""
    if code in BY_WORDS and any(part in words.lower() for part in BY_WORDS[code][0]):
        return BY_WORDS[code][1]
    if api == "phone" and code in BY_PHONE:
        return BY_PHONE[code]
    return CODES.get(code)
