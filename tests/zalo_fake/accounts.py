"""The accounts and their people as Zalo knows them: who wrote when, what may still be sent, what reached whom."""

import hashlib
from dataclasses import dataclass, field

from tests.zalo_fake.answers import ApiError, invalid
from tests.zalo_fake.calls import Json, Sent, Upload
from tests.zalo_fake.hours import Hours

HOUR = 3_600_000
FREE_WINDOW = 48 * HOUR
WINDOW = 7 * 24 * HOUR
DAY = 24 * HOUR


@dataclass(slots=True)
class User:
    """Somebody as one account knows them. `last` is the epoch ms of the last interaction, 0 for none."""

    oa_id: str
    id: str
    name: str
    last: int = 0
    follower: bool = False
    gone: bool = False
    free_left: int = 0
    shared: Json = field(default_factory=dict)
    phone: str = ""  # the number a template by phone reaches

    @property
    def by_app(self) -> str:
        """The same person's id for the app."""
        return digits(f"app {self.id}")


@dataclass(slots=True)
class Quotas:
    """What an account may still send."""

    free: int = 8  # for each person in each window of 48 hours
    sub_quota: int = 2000
    purchase_quota: int = 0
    uid: int = 5000  # templates by user id
    zns: int = 5000  # templates by phone, a day
    broadcast: int = 100


@dataclass(slots=True)
class Accounts:
    """All accounts behind one app."""

    hours: Hours
    quotas: dict[str, Quotas] = field(default_factory=dict)
    totals: Quotas = field(default_factory=Quotas)
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    lines: list[Json] = field(default_factory=list)  # the conversations, both directions, the newest last
    files: dict[str, Upload] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # files that are there no more
    seed: str = ""  # what makes the ids of this run differ from those of another
    _count: int = 0

    def new_id(self) -> str:
        """A message id as Zalo's look, never given before in this world."""
        self._count += 1
        return hashlib.sha256(f"message {self.seed} {self._count}".encode()).hexdigest()[:20]

    def keep_file(self, upload: Upload) -> str:
        """Where a file will be found under /media/."""
        self._count += 1
        path = f"{self._count}/{upload.name}"
        self.files[path] = upload
        return path

    def meet(self, oa_id: str, user_id: str, name: str = "") -> User:
        """This person; on the first time somebody who has done nothing yet."""
        return self.users.setdefault((oa_id, user_id), User(oa_id, user_id, name or user_id))

    def interact(self, user: User) -> None:
        """The person did something that opens the window."""
        user.last, user.gone, user.free_left = self.hours.ms(), False, self.quotas[user.oa_id].free

    def known(self, oa_id: str, user_id: object) -> User:
        """The person of a call. Raises ApiError: -201 unknown, -213 gone."""
        user = self.users.get((oa_id, user_id)) if isinstance(user_id, str) else None
        if user is None:
            raise invalid("user_id")
        if user.gone:
            raise ApiError(-213)
        return user

    def reachable(self, oa_id: str, user_id: object) -> User:
        """The same, if their window is open. Raises ApiError -232 never opened, -230 closed."""
        user = self.known(oa_id, user_id)
        if not user.last:
            raise ApiError(-232)
        if self.hours.ms() - user.last > WINDOW:
            raise ApiError(-230)
        return user

    def spend(self, user: User) -> Json:
        """What a message to this person uses up. Raises ApiError -211."""
        quotas, totals = self.quotas[user.oa_id], self.totals
        if self.free(user):
            user.free_left -= 1
            return quota("reply", user.free_left, totals.free)
        if quotas.sub_quota:
            quotas.sub_quota -= 1
            return quota("sub_quota", quotas.sub_quota, totals.sub_quota)
        if quotas.purchase_quota:
            quotas.purchase_quota -= 1
            return quota("purchase_quota", quotas.purchase_quota, totals.purchase_quota)
        raise ApiError(-211)

    def free(self, user: User) -> int:
        """How many messages to this person still cost nothing."""
        return user.free_left if self.hours.ms() - user.last <= FREE_WINDOW else 0

    def add(self, message: Sent) -> None:
        """A message reaches its person."""
        self.sent.append(message)
        self.note(message.oa_id, message.user_id, 0, {"message_id": message.message_id, "message": message.text})

    def note(self, oa_id: str, user_id: str, src: int, more: Json) -> None:
        """A line of a conversation; `src` is 1 if the person said it, 0 if the account did."""
        ends = (user_id, oa_id) if src else (oa_id, user_id)
        told: Json = {"src": src, "time": self.hours.ms(), "type": "text", "from_id": ends[0], "to_id": ends[1]}
        self.lines.append(told | more)


def quota(kind: str, remain: int, total: int) -> Json:
    return {"quota_type": kind, "remain": remain, "total": total}


def digits(words: str) -> str:
    """An id of 19 digits, always the same for the same words: too large for a JSON number of many programs."""
    number = int(hashlib.sha256(words.encode()).hexdigest(), 16)
    return str(9 * 10**18 + number % 10**18)
