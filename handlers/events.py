"""What comes in, what goes out, and what is kept in between: the plain types of the handlers."""

from datetime import datetime, timedelta
from typing import Literal

from flows.model import Wants
from referral.records import dataclass
from referral.staff import OFFICER, Grant

Lane = Literal["urgent", "reply", "fetch", "bulk"]
Act = Literal["say", "clear", "fetch", "retract", "notice"]
MediaKind = Literal["photo", "voice", "video", "document"]
NoticeKind = Literal["alert", "officer", "status", "campaign", "code"]  # what a deployer may have approved as templates
Mark = Literal["delivered", "seen"]
CopyState = Literal["waiting", "later", "sent", "dead"]  # later: not before a moment that is still to come
AttachmentState = Literal["waiting", "stored", "failed"]
Unread = Literal["", "contact", "group", "words", "other"]  # "words": the platform hands on no place and no file
SEVERAL = "several"  # the case id of a message that shows several cases, as a list does


@dataclass(frozen=True, slots=True)
class Address:
    """A person on one channel. `id` is the platform's own id: encrypted at rest, never logged."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, voice message, video or file: its bytes if we have them, else the platform's reference to fetch."""

    kind: MediaKind
    ref: str = ""
    data: bytes | None = None
    safe_copy: bytes | None = None  # re-encoded without metadata; None where it cannot or must not be shown
    mime: str = ""
    problem: str = ""  # "", "too_large", "unreadable"


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One thing a person did on a channel. `at` is the platform's time, `question` what a button belonged to."""

    id: str
    address: Address
    at: datetime | None  # None: nobody says when, so it is not late; pages send in order, and our clock may be set
    text: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude in degrees
    media: Media | None = None
    phone: str = ""
    question: str = ""
    locale: str = ""
    edited: bool = False  # the words of an earlier message, changed afterwards: a further statement, no answer
    unread: Unread = ""  # what was sent that we cannot take: another person's card, a group's command, a sticker
    message_id: str = ""  # the platform's id of the message, by which it can be removed again
    waited: bool = False  # it came faster than it could be taken, and had to wait for its turn
    source: str = ""  # the network address it came from; "" where the channel shows none. Never kept in the clear
    account: str = ""  # id of the account whose log-in carries this: its grant counts; "" where there is none


@dataclass(frozen=True, slots=True)
class Presence:
    """A person blocked us on a channel (`here` False), or is back. `greet`: they came to us and said nothing yet."""

    id: str
    address: Address
    here: bool
    at: datetime | None = None
    greet: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform says that messages of ours arrived, or were seen."""

    id: str
    address: Address
    at: datetime | None
    mark: Mark
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A human of the deployer's answered this person in the platform's own app; `back`: hands them back to us."""

    id: str
    address: Address
    at: datetime | None
    back: bool = False
    message_id: str = ""  # the platform's id of what the human wrote


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Somebody told the platform that we must forget them."""

    id: str
    address: Address
    at: datetime | None = None


Happening = Presence | Receipt | TakeOver | Withdrawal


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of a download the transaction staged: the media, or why it failed."""

    attachment_id: str
    media: Media | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What fills the blanks of a template that a platform approved: only what a lock screen may show, never content."""

    kind: NoticeKind
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A row of the outbox. The same key twice is one message; `wait` delays it, `after` the commit."""

    key: str
    person_id: str
    text: str = ""
    buttons: tuple[str, ...] = ()
    lane: Lane = "reply"
    act: Act = "say"
    question: str = ""
    siren: bool = False  # an officer's page may make a sound
    case_id: str = ""
    attachment_id: str = ""  # a safe copy to show, or with act "fetch" where the download goes
    ref: str = ""  # with act "fetch": the platform's reference
    wants: Wants = ""  # what the channel may offer to share with one press: the place, the own phone number
    places: tuple[str, ...] = ()  # codes of provinces or communes that a page of ours may suggest while one types
    guarded: bool = False  # for an officer: where the channel can, it is not passed on or saved
    wait: timedelta = timedelta()
    picture: str = ""  # the hash of a picture that everybody may see, see handlers.keeps_campaigns
    notice: Notice | None = None  # how it may be said where the platform takes nothing but templates


@dataclass(frozen=True, slots=True)
class Copy:
    """One message as the outbox has it: to whom, whether it is under way, sent or given up, and what was told of it."""

    person_id: str
    state: CopyState
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One linked account of an officer. `gone`: they blocked us there."""

    person_id: str
    channel: str
    preferred: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due later. Setting the same key again moves it; it is deleted in the transaction that acts on it."""

    key: str
    due_at: datetime
    kind: str  # key of handlers.timers.ON_DUE
    subject: str = ""  # a case id or a person id


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a channel, citizen or officer."""

    id: str
    address: Address
    locale: str = "vi"
    officer_id: str = ""
    last_event_at: datetime | None = None  # the platform's time of the newest event handled
    seen_at: datetime | None = None  # our time of the same
    contact: str = ""  # "" not said yet, "plain", "neutral", "never", "hidden", or when it is safe in their own words
    told_clearing: bool = False  # was told once that this channel keeps what was written
    receipt_misses: int = 0
    subscribed: bool = False
    gone: bool = False  # blocked us on this channel; set by `staff.set_gone` only
    pranks: int = 0  # reports of this person that officers closed as untrue
    human_until: datetime | None = None  # until then a human of the deployer's answers this person, and we are silent
    traces: tuple[str, ...] = ()  # the platform's ids of their latest messages, to remove them when they hide
    grant: Grant = OFFICER  # what the log-in behind this very event grants; never stored


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a case's history, append-only; `text` is content. `told` False: the reporter has not read it yet."""

    kind: str  # a key of the section entry_kinds in flows/phrases.toml
    at: datetime
    actor: str  # "reporter", an officer id, or "system"
    text: str = ""
    attachment_id: str = ""
    told: bool = True
    writer: str = ""  # id of the person whose words or file it is; "" of a caller, and of lines older than this


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, recording or file of a case. `shown` False: sealed, opened only by a permitted role with a reason."""

    id: str
    case_id: str
    kind: MediaKind
    state: AttachmentState
    shown: bool = False
    mime: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """Who did or read what of a case, and when. Never content."""

    at: datetime
    actor: str
    action: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What somebody wants done with their personal data. `wish`, `whose`, `answer` are content."""

    id: str
    person_id: str
    at: datetime
    wish: str  # see, correct, erase, withdraw, object; "" if who asked was erased since
    whose: str  # me, child
    answer: str = ""  # what a human answered
    answered_at: datetime | None = None
    done_at: datetime | None = None
