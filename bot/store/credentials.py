"""What opens an account: password, second factor, recovery codes, invite links; and the wrong tries of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.store.accounts import open_private, seal_private
from bot.store.columns import AnyRow
from bot.store.staff_tables import account_invites, accounts, recovery_codes
from bot.store.transaction import Transaction
from bot.store.upsert import once
from handlers.keeps_accounts import Credential
from referral.credentials import RECOVERY_CODES, Tries, one_more

GET = select(accounts).where(accounts.c.id == bindparam("account"))
LOCKED = GET.with_for_update()
SAVE = update(accounts).where(accounts.c.id == bindparam("this"))
USE_STEP = (
    update(accounts)
    .where(accounts.c.id == bindparam("this"), accounts.c.last_step < bindparam("step"))
    .values(last_step=bindparam("step"))
    .returning(accounts.c.id)
)
OF_ACCOUNT = recovery_codes.c.account_id == bindparam("account")
DROP_CODES = delete(recovery_codes).where(OF_ACCOUNT)
ADD_CODE = insert(recovery_codes)
IS_CODE = recovery_codes.c.code_hash.in_(bindparam("hashes", expanding=True))
HAS_CODE = select(recovery_codes.c.code_hash).where(OF_ACCOUNT, IS_CODE)
USE_CODE = (
    update(recovery_codes)
    .where(OF_ACCOUNT, IS_CODE, recovery_codes.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
    .returning(recovery_codes.c.code_hash)
)
CODES_LEFT = select(func.count()).where(OF_ACCOUNT, recovery_codes.c.used_at.is_(None))
INVITE = once(account_invites, "token_hash")
INVITED = select(account_invites).where(account_invites.c.token_hash.in_(bindparam("hashes", expanding=True)))
END_INVITES = (
    update(account_invites)
    .where(account_invites.c.account_id == bindparam("account"), account_invites.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


class SqlCredentials:
    """`handlers.keeps_accounts.Credentials`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, account_id: str, lock: bool = False) -> Credential | None:
        """What opens this account; locked, nobody else counts a try of it until the commit."""
        row = self._t.run(LOCKED if lock else GET, account=account_id).first()
        return self._credential(row) if row else None

    def count_try(self, account_id: str) -> Tries:
        """One more try, counted before it is looked at, so that many at once are many; how it was before."""
        row = self._t.run(LOCKED, account=account_id).one()
        before = Tries(row.failures, row.failed_at)
        self.set_tries(account_id, one_more(before, self._t.now))
        return before

    def set_tries(self, account_id: str, tries: Tries) -> None:
        """As after a right try: it is as if it had not been counted."""
        self._t.run(SAVE, this=account_id, failures=tries.failures, failed_at=tries.failed_at)

    def set_password(self, account_id: str, hashed: str) -> None:
        """Keep the hash of a password; "" and there is none."""
        self._t.run(SAVE, this=account_id, password=hashed)

    def offer_factor(self, account_id: str, secret: str) -> None:
        """A second factor that counts once a code of it was typed; the one before counts until then."""
        self._keep_private(account_id, next_secret=secret)

    def take_factor(self, account_id: str, step: int) -> None:
        """The offered second factor is the account's from now on, without the code just typed."""
        offered = open_private(self._t, self._t.run(GET, account=account_id).one()).next_secret
        self._keep_private(account_id, secret=offered, next_secret="")
        self._t.run(SAVE, this=account_id, second_factor=True, last_step=step)

    def void(self, account_id: str) -> None:
        """Nothing that was set opens the account any more."""
        self._keep_private(account_id, secret="", next_secret="")
        self._t.run(SAVE, this=account_id, password="", second_factor=False, failures=0, failed_at=None)
        self._t.run(DROP_CODES, account=account_id)
        self.end_invites(account_id)

    def use_step(self, account_id: str, step: int) -> bool:
        """Use the code of this step up; False if it or a later one was used before."""
        return self._t.found(USE_STEP, this=account_id, step=step)

    def new_codes(self, account_id: str, once: str) -> list[str]:
        """Recovery codes for those there were; the same form sent twice gets the same ones again."""
        codes = [self._code(account_id, once, n) for n in range(RECOVERY_CODES)]
        hashes = [self._t.ring.hash("recovery", f"{account_id}:{code}") for code in codes]
        if not self._t.run(HAS_CODE, account=account_id, hashes=hashes).first():
            self._t.run(DROP_CODES, account=account_id)
            for hashed in hashes:
                self._t.run(ADD_CODE, code_hash=hashed, account_id=account_id, used_at=None)
        return codes

    def has_codes(self, account_id: str, once: str) -> bool:
        """Whether the account's recovery codes were made by this very form."""
        code = self._code(account_id, once, 0)
        hashes = self._t.ring.hashes("recovery", f"{account_id}:{code}")
        return self._t.run(HAS_CODE, account=account_id, hashes=hashes).first() is not None

    def use_code(self, account_id: str, code: str) -> bool:
        """Use a recovery code up; False if it is none, or used."""
        typed = "".join(c for c in code.casefold() if c.isalnum())
        hashes = self._t.ring.hashes("recovery", f"{account_id}:{typed}")
        return self._t.run(USE_CODE, account=account_id, hashes=hashes, now=self._t.now).first() is not None

    def codes_left(self, account_id: str) -> int:
        """How many recovery codes are not used."""
        return int(self._t.run(CODES_LEFT, account=account_id).scalar() or 0)

    def invite(self, account_id: str, expires_at: datetime, once: str) -> str:
        """The secret of a link by which somebody sets password and second factor; those before lead nowhere."""
        token = self.mark("invite", f"{account_id}:{once}")
        self.end_invites(account_id)
        self._t.run(
            INVITE, token_hash=self._t.ring.hash("account_invite", token), account_id=account_id,
            expires_at=expires_at, used_at=None,
        )  # fmt: skip
        return token

    def invited(self, token: str, used: bool = False) -> str:
        """The account whose invite link has this secret, "" if it is over; `used` ones too if that is asked."""
        row = self._t.run(INVITED, hashes=self._t.ring.hashes("account_invite", token)).first()
        good = row is not None and row.expires_at > self._t.now and (used or row.used_at is None)
        return str(row.account_id) if row and good else ""

    def end_invites(self, account_id: str) -> None:
        """The unused links of this account lead nowhere from now on."""
        self._t.run(END_INVITES, account=account_id, now=self._t.now)

    def mark(self, kind: str, text: str) -> str:
        """128 bits that only who has the key ring can make of a text."""
        return self.marks(kind, text)[0]

    def marks(self, kind: str, text: str) -> list[str]:
        """The same by every key that there is, the current one's first."""
        return [found.partition(":")[2] for found in self._t.ring.hashes(f"mark {kind}", text)]

    def _code(self, account_id: str, once: str, n: int) -> str:
        return self.mark("recovery", f"{account_id}:{once}:{n}")[:12]

    def _keep_private(self, account_id: str, **changes: str) -> None:
        kept = replace(open_private(self._t, self._t.run(GET, account=account_id).one()), **changes)
        self._t.run(SAVE, this=account_id, sealed=seal_private(self._t, account_id, kept))

    def _credential(self, row: AnyRow) -> Credential:
        private = open_private(self._t, row)
        return Credential(
            account=row.id, password=row.password, secret=private.secret if row.second_factor else "",
            offered=private.next_secret, tries=Tries(row.failures, row.failed_at),
        )  # fmt: skip
