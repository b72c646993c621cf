"""Every alarm there is: when it stands, how grave it is, what it means, and what to do. docs/alarms.md has more."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from referral.alarms import DAILY, HOURLY, Pace, Trouble, Vitals
from referral.records import dataclass

TOO_LONG = timedelta(seconds=60)  # for an urgent message to wait, for a timer to be overdue
TURN = timedelta(minutes=2)  # for a message that came too fast to wait beyond its turn
STUCK = timedelta(minutes=2)  # for a loop that goes round every second
CLOCKS_APART = timedelta(seconds=30)
DISK = 500_000_000  # bytes
SOON = timedelta(seconds=20)  # no first look tells anything: two processes may have it at once
SECOND_LOOK, A_WHILE = timedelta(minutes=1), timedelta(minutes=5)
NOWHERE = ("",)

Subjects = Iterable[str]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A grave one is told hourly and stops the dead-man ping; the others are told daily. `{}` is its subject."""

    stands: Callable[[Vitals], Subjects]  # of what it stands now
    grave: bool
    patience: timedelta
    for_desks: bool  # the officers of the desks can do something about it
    means: str
    remedy: str

    @property
    def pace(self) -> Pace:
        return Pace(self.patience, HOURLY if self.grave else DAILY)


def if_(wrong: bool) -> Subjects:
    """Of the program as a whole, or not at all."""
    return NOWHERE if wrong else ()


def late(waits: timedelta | None, most: timedelta) -> Subjects:
    """The same, for something that waits."""
    return if_(waits is not None and waits > most)


def those_late(ages: Mapping[str, timedelta], most: timedelta) -> Subjects:
    """What waits for too long, of several."""
    return [name for name, age in ages.items() if age > most]


ALARMS: Mapping[str, Alarm] = {
    "database_silent": Alarm(
        lambda v: if_(not v.database), True, SECOND_LOOK, False,
        "The database does not take what is written: nothing is received, nothing is sent.",
        "Is it running, is the disk full? See job_failed in the log. Phone the intake desk meanwhile.",
    ),
    "not_measured": Alarm(
        lambda v: if_(not v.measured), True, SECOND_LOOK, False,
        "The program cannot measure how it is: no other alarm can be raised or end.",
        "See not_measured in the log: it names what could not be read. Look at disk, key ring file and their owner.",
    ),
    "urgent_unsent": Alarm(
        lambda v: those_late(v.urgent, TOO_LONG), True, SOON, True,
        "An urgent message has waited on {} for over a minute.",
        "See channels in /readyz and not_sent in the log. Phone the officers.",
    ),
    "timers_late": Alarm(
        lambda v: late(v.timers, TOO_LONG), True, SOON, True,
        "Timers are overdue by over a minute: nobody is asked in place of who does not answer.",
        "See job_failed in the log; if there is none, restart the program.",
    ),
    "inbox_late": Alarm(
        lambda v: late(v.inbox, TURN), True, SOON, True,
        "Messages that were received wait to be read for over two minutes.",
        "Is a writer running? See job_failed in the log; if there is none, restart it.",
    ),
    "loop_stuck": Alarm(
        lambda v: those_late(v.loops, STUCK), True, SOON, False,
        "The loop {} of a process has stood still for two minutes.",
        "Restart that process; keep its log.",
    ),
    "lease_free": Alarm(
        lambda v: v.free_leases, True, SECOND_LOOK, False,
        "No process holds the lease {}: nobody does what it stands for.",
        "Start a process with that role (role:…), or give one that delivers the same settings (send:…).",
    ),
    "desk_empty": Alarm(
        lambda v: v.empty_desks, True, A_WHILE, True,
        "Nobody at {} is on duty and reachable: urgent cases end nowhere.",
        "Phone the desk: somebody types “vào trực”. See docs/duty.md.",
    ),
    "disk_low": Alarm(
        lambda v: if_(v.disk_free is not None and v.disk_free < DISK), True, SECOND_LOOK, False,
        "Less than 500 MB are free where the data are: soon nothing can be written.",
        "Make room; logs and old backups first.",
    ),
    "ring_changed": Alarm(
        lambda v: if_(not v.ring_fits), True, SECOND_LOOK, False,
        "The key ring file is gone, open to others, or not the one the program opened.",
        "See problems in /readyz. Put it back before anything restarts.",
    ),
    "clock_off": Alarm(
        lambda v: if_(abs(v.clock_off) > CLOCKS_APART), True, SECOND_LOOK, False,
        "The clocks of this machine and of the database are over 30 seconds apart.",
        "Look at NTP on both: `timedatectl`.",
    ),
    "webhook_silent": Alarm(
        lambda v: [name for name, state in v.channels.items() if state == "silent"], False, SOON, False,
        "{} takes messages but nothing comes back: people there may be unheard.",
        "Look at the webhook address in the platform's console; send the account a message of your own.",
    ),
    "channel_ill": Alarm(
        lambda v: [name for name, state in v.channels.items() if state != "silent"], False, SECOND_LOOK, False,
        "{} is ill; what people write there may not arrive.",
        "See problems in /readyz, and docs/runbook.md, A channel is ill.",
    ),
    "urgent_dead": Alarm(
        lambda v: if_(v.dead_urgent > 0), False, SOON, False,
        "An urgent message of the last day will never be sent.",
        "`langnghe dead-letters`; phone whom it was for.",
    ),
    "audit_broken": Alarm(
        lambda v: if_(not v.audit_whole), False, SOON, False,
        "The log of who did what does not fit together: somebody changed it, or a restore cut it.",
        "`langnghe audit verify`; keep a copy of the database.",
    ),
    "backup_old": Alarm(
        lambda v: if_(not v.backed_up), False, SOON, False,
        "There is no backup of the key ring as it is now.",
        "`langnghe keys backup --to FILE`, apart from the database.",
    ),
    "copy_old": Alarm(
        lambda v: if_(not v.copied), False, SOON, False,
        "The database was not backed up within two days.",
        "`systemctl status langnghe-backup`; `langnghe backup --to FILE` says what it lacks. See docs/backup.md.",
    ),
    "copy_unproven": Alarm(
        lambda v: if_(not v.proven), False, SOON, False,
        "No backup of the database was proven within ninety days.",
        "`langnghe backup drill FILE --key KEY`.",
    ),
    "drill_old": Alarm(
        lambda v: if_(not v.drilled), False, SOON, False,
        "Nobody at the intake desk answered a drill within two weeks.",
        "`langnghe drill`.",
    ),
    "way_failed": Alarm(
        lambda v: v.failed_ways, False, SOON, False,
        "An alarm could not be told by {}.",
        "`langnghe alarm test` tries each way.",
    ),
}  # fmt: skip


def standing(vitals: Vitals) -> frozenset[Trouble]:
    """What is wrong now. A database that is silent tells nothing of the rest."""
    names = ALARMS if vitals.database else ("database_silent",)
    return frozenset(Trouble(name, subject) for name in names for subject in ALARMS[name].stands(vitals))


def is_grave(trouble: Trouble) -> bool:
    """Whether children may wait because of it."""
    return ALARMS[trouble.name].grave


def means(trouble: Trouble) -> str:
    """What it means, in one sentence."""
    return ALARMS[trouble.name].means.format(trouble.subject)
