"""Plan what was claimed against the ledger, in the same transaction: a channel that counts nothing costs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.store.outbox import Parcel
from bot.store.work import SqlWork
from handlers.events import OutgoingMessage
from handlers.reach import rules_of
from handlers.ways import answered
from referral.ledger import FREE, NOW, Allowance, Quota, Verdict, Wish, decide, drawn, less
from referral.ledger_terms import TERMS, Act, Lane, account_of
from referral.records import dataclass

ACTS: Mapping[str, Act] = {"say": "say", "notice": "notice"}  # all else says nothing to anybody

ANSWERED = Verdict("never", reason="answered")  # nobody need hear that it is not sent


@dataclass(frozen=True, slots=True)
class Planned:
    """A parcel, and whether it may be sent now or what else becomes of it."""

    parcel: Parcel
    verdict: Verdict = NOW


def plan(work: SqlWork, parcels: Sequence[Parcel]) -> Sequence[Planned]:
    """Each parcel with its verdict, in their order; what may go is counted at once, so that nobody else takes it.

    An alert that has its answer rings no more, on whichever way and however long it was tried.
    """
    settled = {parcel.id for parcel in parcels if answered(work, parcel.message)}
    counting = {one.person_id: account(one) for one in parcels if counted(one) and one.id not in settled}
    books = Books(work, counting) if counting else None
    verdicts = (ANSWERED if one.id in settled else books.verdict(one) if books else NOW for one in parcels)
    return [Planned(*both) for both in zip(parcels, verdicts, strict=True)]


def counted(parcel: Parcel) -> bool:
    """Whether its platform counts it."""
    return parcel.address.channel in TERMS and parcel.message.act in ACTS


def account(parcel: Parcel) -> str:
    """The account that would send it."""
    return account_of(parcel.address.channel, parcel.address.id)


def wish_of(message: OutgoingMessage) -> Wish:
    """What the ledger is asked. Only a campaign is `bulk` there: a slow answer or a reminder keeps its claim to go."""
    campaign = message.lane == "bulk" and message.notice is not None and message.notice.kind == "campaign"
    lane: Lane = "bulk" if campaign else "urgent" if message.lane == "urgent" else "reply"
    act = ACTS[message.act]
    return Wish(lane, act, message.notice.kind if act == "notice" and message.notice else "")


class Books:
    """The ledger's pages of one claim: each message counts before the next is asked about."""

    def __init__(self, work: SqlWork, accounts: Mapping[str, str]) -> None:
        self._work = work
        self._rules = rules_of(work)
        self._people = dict(work.ledger.held(accounts))
        self._quotas = {accounts[one]: dict(known.quotas) for one, known in self._people.items()}

    def verdict(self, parcel: Parcel) -> Verdict:
        """What follows for this one; one that may go now is taken from what is left, unless it was before."""
        if not counted(parcel):
            return NOW
        known, wish = self._known(parcel), wish_of(parcel.message)
        rules = replace(self._rules, pay=wish.act == "notice")  # who has a template for campaigns pays for them
        verdict = decide(known, wish, self._work.now, rules)
        if verdict.kind == "now" and parcel.attempts == 1:
            self._take(parcel, known, drawn(known, wish, self._work.now))
        return verdict

    def _known(self, parcel: Parcel) -> Allowance:
        known = self._people.get(parcel.person_id, Allowance(parcel.address.channel))
        return replace(known, quotas=self._quotas.get(account(parcel), {}))

    def _take(self, parcel: Parcel, known: Allowance, kind: str) -> None:
        self._work.ledger.spent(parcel.person_id, account(parcel), kind)
        if kind == FREE:
            free = known.free - 1 if known.free else known.free
            self._people[parcel.person_id] = replace(known, free=free)
        elif kind:
            most = TERMS[parcel.address.channel].monthly
            quotas = self._quotas.setdefault(account(parcel), {})
            quotas[kind] = less(quotas.get(kind, Quota(most, most)))
